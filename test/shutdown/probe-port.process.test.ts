import { afterEach, describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { endAll, portOf, start } from './process.ts';

afterEach(endAll);

describe.each(['false', 'true'])('the probe port, isolated: %s', (isolated) => {
  it('answers to the very end: readiness 503, liveness and startup 200', async () => {
    const service = start('probe-port.mjs', { ISOLATED: isolated });
    const port = await portOf(service);
    const probes = Number((await service.line(/^probes/)).split(' ')[1]);
    expect(await ask(probes, '/readyz')).toBe(200);
    void ask(port, '/');
    await new Promise((resolve) => setTimeout(resolve, 100));
    service.child.kill('SIGTERM');
    const seen: Record<string, Set<number | string | undefined>> = {};
    for (const phase of ['draining', 'closing', 'closed']) {
      await service.line(`shutdown: ${phase}`);
      for (const path of ['/livez', '/startupz', '/readyz']) {
        seen[path] ??= new Set();
        seen[path].add(await ask(probes, path));
      }
    }
    expect(seen).toEqual({
      '/livez': new Set([200]),
      '/startupz': new Set([200]),
      '/readyz': new Set([503]),
    });
    service.child.kill('SIGUSR2');
    expect(await service.ended).toBe(0);
    expect(await ask(probes, '/livez')).toBe('ECONNREFUSED');
    expect(service.lines.at(-1)).toContain('exit code 0');
  });
});
