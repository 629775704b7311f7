import { afterEach, describe, expect, it } from 'vitest';
import { LINES, removeCopies, startNest } from '../nest/lines.ts';
import { endAll, fixture, portOf } from './process.ts';

afterEach(() => {
  endAll();
  removeCopies();
});

const WAYS = LINES.flatMap((line) =>
  ['express', 'fastify'].flatMap((platform) =>
    ['graceful', 'hooks', 'hooks-late', 'nothing'].map((mode) => [line, platform, mode] as const),
  ),
);

describe.each(WAYS)('NestJS %s on %s, %s', (line, platform, mode) => {
  it('drains, finishes what is in flight, and only then destroys the modules', async () => {
    const app = startNest(line, fixture('nest.mjs'), { PLATFORM: platform, MODE: mode });
    const port = await portOf(app);
    expect(app.lines[0]).toMatch(`NestJS ${line}.`);
    const ask = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } });
      return `${response.status} ${(await response.text()).split('\n')[0]}`;
    };
    const slow = ask('/slow');
    await app.line('slow has begun');
    app.child.kill('SIGTERM');
    await app.line(/draining/);
    expect(await ask('/fast')).toBe('200 fast');
    expect(await ask('/livez')).toBe('200 ok');
    expect(await ask('/readyz')).toMatch(/^503 /);
    // Nest sends it again to itself; a supervisor may do so at any time.
    app.child.kill('SIGTERM');
    expect(app.lines.join('\n')).not.toContain('database closed');
    expect(await ask('/release')).toBe('200 released');
    expect(await slow).toBe('200 slow');
    expect(await app.ended).toBe(0);
    const log = app.lines.join('\n');
    if (mode === 'nothing') expect(log).not.toContain('database closed');
    else expect(log.match(/database closed/g)).toHaveLength(1);
  });
});
