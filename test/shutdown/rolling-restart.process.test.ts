import { afterEach, describe, expect, it } from 'vitest';
import { endAll } from './process.ts';
import { rollingRestart } from './rolling-restart.ts';

afterEach(endAll);

/** Less than the default, so that the suite is quick: health checks see readiness within half a second here. */
const options = { delayMs: 3_500 };

describe('a rolling restart under keep-alive clients that connect to the instances, as through a Service', () => {
  it('resets no connection', { timeout: 120_000 }, async () => {
    const { requests, errors, codes } = await rollingRestart({
      framework: 'node',
      mode: 'probez',
      via: 'direct',
      options,
    });
    expect(errors).toEqual({});
    expect(requests).toBeGreaterThan(500);
    expect(codes).toEqual([0, 0, 0]);
  });

  it('resets connections that are cut when readiness has failed, which shows that the test can fail', {
    timeout: 120_000,
  }, async () => {
    const { failed } = await rollingRestart({ framework: 'node', mode: 'cut', via: 'direct' });
    expect(failed).toBeGreaterThan(0);
  });
});
