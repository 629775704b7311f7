import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { missing } from '../support/missing.ts';
import { endAll, portOf, start } from './process.ts';

afterEach(endAll);

/** Whoever is not root maps itself to it, where the kernel lets everybody. */
const unshare = [
  'unshare',
  ...(process.getuid?.() === 0 ? [] : ['--map-root-user']),
  '--fork',
  '--pid',
  '--mount-proc',
  '--kill-child',
];

describe.skipIf(missing('unshare', 'pgrep'))('process 1 of a container', () => {
  it.each([
    ['SIGTERM', 0],
    ['SIGINT', 0],
  ] as const)('ends on %s with %i', async (signal, code) => {
    const service = start('exits.mjs', { SCENE: 'plain', OPTIONS: '{"delayMs":100}' }, unshare);
    await portOf(service);
    // unshare itself ignores what is meant for its child.
    const { pid } = service.child;
    const child = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).stdout.trim();
    process.kill(Number(child), signal);
    expect(await service.ended).toBe(code);
    expect(service.lines.at(-1)).toMatch(/exit code 0$/);
  });
});
