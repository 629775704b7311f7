import { afterEach, describe, expect, it } from 'vitest';
import { missing } from '../support/missing.ts';
import { endAll } from './process.ts';
import { rollingRestart } from './rolling-restart.ts';

afterEach(endAll);

/** Less than the default, so that the suite is quick: health checks see readiness within two seconds here. */
const options = { delayMs: 3_500 };

describe.skipIf(missing('haproxy'))('a rolling restart behind HAProxy, under load', () => {
  it.each(['node', 'express', 'fastify', 'koa'])('fails no request: %s', { timeout: 120_000 }, async (framework) => {
    const { requests, failed, errors, codes } = await rollingRestart({ framework, mode: 'probez', options });
    expect(errors).toEqual({});
    expect(failed).toBe(0);
    // A run that has asked little has shown little.
    expect(requests).toBeGreaterThan(500);
    expect(codes).toEqual([0, 0, 0]);
  });

  it('fails some with a plain server.close(), which shows that the test can fail', { timeout: 120_000 }, async () => {
    const { failed } = await rollingRestart({ framework: 'node', mode: 'plain', graceMs: 5_000 });
    expect(failed).toBeGreaterThan(0);
  });
});
