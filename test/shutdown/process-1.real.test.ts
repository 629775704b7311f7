import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { missing } from '../support/missing.ts';
import { ask } from './ask.ts';
import { endAll, fixture, portOf, start, startCommand } from './process.ts';

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

  /** docs/platforms.md, "Wrappers": what a container shows whose process 1 is not node. */
  const asProcess1 = async (...command: readonly string[]) => {
    const service = startCommand([...unshare, ...command], {
      cwd: fixture('wrapped'),
      env: { SCENE: 'plain', OPTIONS: '{"delayMs":0}', npm_config_script_shell: '/bin/dash' },
    });
    const port = await portOf(service);
    const child = spawnSync('pgrep', ['-P', String(service.child.pid)], { encoding: 'utf8' }).stdout.trim();
    process.kill(Number(child), 'SIGTERM');
    return { service, port };
  };

  it('npm start, whose shell is dash: ends at once with 1, and the service with it, which has heard nothing', async () => {
    const { service } = await asProcess1('npm', 'start', '--silent');
    expect(await service.ended).toBe(1);
    expect(service.lines.join('\n')).not.toContain('draining');
  });

  it('dash -c: ignores the signal, and the service runs on', async () => {
    const { service, port } = await asProcess1('/bin/dash', '-c', `${process.execPath} ../exits.mjs; true`);
    expect(await ask(port, '/')).toBe(200);
    expect(service.lines.join('\n')).not.toContain('draining');
  });
});
