import { afterEach, describe, expect, it } from 'vitest';
import { hasHaproxy } from './haproxy.ts';
import { endAll } from './process.ts';
import { rollingRestart } from './rolling-restart.ts';

afterEach(endAll);

/** Less than the default, so that the suite is quick: health checks see readiness within half a second here. */
const options = { delayMs: 3_500 };

if (!hasHaproxy) {
  const message = 'behind a load balancer nothing is tested: HAProxy is missing (apt-get install haproxy)';
  if (process.env.CI === 'true') throw new Error(message);
  console.warn(message);
}

describe.skipIf(!hasHaproxy)('a rolling restart behind HAProxy, under load', () => {
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
