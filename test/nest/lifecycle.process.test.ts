import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { http1 } from '../hosts/clients.ts';
import { endAll } from '../shutdown/process.ts';
import { freePort } from '../support/free-port.ts';
import { LINES, removeCopies, startNest } from './lines.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
afterEach(() => {
  endAll();
  removeCopies();
});

const WAYS = LINES.flatMap((line) => ['graceful', 'hooks', 'nothing'].map((mode) => [line, mode] as const));

describe.each(WAYS)('NestJS %s without HTTP, %s', (line, mode) => {
  it('is probed through a port of its own, which answers until the job in hand is done', async () => {
    const port = await freePort();
    const app = startNest(line, fixture('without-http.mjs'), { MODE: mode, PORT: String(port) });
    await app.line('ready');
    expect(await http1.ask(port, '/readyz')).toBe('200 ok');
    app.child.kill('SIGTERM');
    await expect.poll(() => http1.ask(port, '/readyz')).toMatch(/^503 /);
    expect(await http1.ask(port, '/livez')).toBe('200 ok');
    expect(app.lines.join('\n')).not.toContain('queue closed');
    app.child.kill('SIGUSR2');
    expect(await app.ended).toBe(0);
    const told = app.lines.filter((each) => each === 'job done' || each === 'queue closed');
    expect(told).toEqual(mode === 'nothing' ? ['job done'] : ['job done', 'queue closed']);
  });
});

const DESTROYED = LINES.flatMap((line) => [
  { line, first: 'yes', hooks: 'yes', named: 'Cache, Pool' },
  { line, first: 'no', hooks: 'yes', named: 'Cache' },
  { line, first: 'yes', hooks: 'no', named: undefined },
]);

it.each(DESTROYED)(
  'NestJS $line, imported first: $first, hooks: $hooks: $named destroyed before the drain is named',
  async (each) => {
    const app = startNest(each.line, fixture('destroyed-early.mjs'), { FIRST: each.first, HOOKS: each.hooks });
    expect(await app.ended).toBe(0);
    const warning = app.lines.find((text) => text.includes('before the drain'));
    if (each.named === undefined) expect(warning).toBeUndefined();
    else expect(warning).toContain(`Nest destroys ${each.named} before the drain`);
  },
);
