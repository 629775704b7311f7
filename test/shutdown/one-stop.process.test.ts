import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { beginRequest, endAll, fixture, portOf, type Running, signalGroup, start, startCommand } from './process.ts';

afterEach(endAll);

const ends = ({ lines }: Running): string[] => lines.filter((line) => /finished|told to end|deadline/.test(line));
const joins = ({ lines }: Running): string[] => lines.filter((line) => line.includes(': the shutdown that began '));

describe('several shutdowns of one process, one SIGTERM', () => {
  it.each([
    ['two', 2],
    ['two, of which one takes longer', 2],
    ['two, of which one listens for nothing', 2],
    ['two, of which one comes too late', 2],
    ['copies: ESM and CommonJS', 2],
    ['copies: CommonJS first', 2],
    ['copies: another version', 3],
  ])('%s', async (scene, count) => {
    const service = start('one-stop.mjs', { SCENE: scene });
    const slow = await beginRequest(service, '/slow');
    service.child.kill('SIGTERM');
    expect(await slow.answer).toBe(200);
    expect(await service.ended).toBe(0);
    expect(service.lines.filter((line) => line.startsWith('closed '))).toHaveLength(count);
    expect(ends(service)).toHaveLength(count);
    expect(joins(service)).toEqual([]);
  });
});

describe('a stop that is told again', () => {
  it.each<[string, string, (service: Running, port: number) => unknown, string]>([
    [
      'SIGTERM after SIGTERM',
      'one',
      async ({ child }) => {
        child.kill('SIGTERM');
        await pause(30);
        child.kill('SIGTERM');
        await pause(600);
        child.kill('SIGTERM');
      },
      'SIGTERM',
    ],
    [
      'SIGINT after SIGTERM, and nobody at a terminal',
      'one',
      async ({ child }) => {
        child.kill('SIGTERM');
        await pause(400);
        child.kill('SIGINT');
        await pause(400);
        child.kill('SIGINT');
      },
      'SIGINT',
    ],
    [
      'SIGTERM after a preStop hook that called shutdown()',
      'one',
      async ({ child }, port) => {
        await ask(port, '/prestop');
        child.kill('SIGTERM');
      },
      'SIGTERM',
    ],
    [
      'the signal again, from a framework',
      'a framework that sends the signal again',
      ({ child }) => child.kill('SIGTERM'),
      'SIGTERM',
    ],
  ])('goes on: %s', async (_what, scene, tell, signal) => {
    const service = start('one-stop.mjs', { SCENE: scene });
    const slow = await beginRequest(service, '/slow');
    await tell(service, await portOf(service));
    expect(await slow.answer).toBe(200);
    expect(await service.ended).toBe(0);
    expect(service.lines).toContain('closed esm');
    expect(joins(service)).toEqual([
      expect.stringMatching(`^probez: shutdown: ${signal}: the shutdown that began [\\d.]+ m?s ago \\(`),
    ]);
  });

  it('and the app calls shutdown() in a listener of the same signal', async () => {
    const service = start('one-stop.mjs', { SCENE: 'an app that begins by itself' });
    const slow = await beginRequest(service, '/slow');
    service.child.kill('SIGTERM');
    expect(await slow.answer).toBe(200);
    expect(await service.ended).toBe(0);
    expect(joins(service)).toEqual([]);
  });
});

const bin = (name: string): string => fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));
const app = [process.execPath, fixture('exits.mjs')];

/** What services are started with, and what each does with the signal that it gets itself. */
const WRAPPERS: readonly {
  readonly name: string;
  readonly command: readonly string[];
  readonly shell?: string;
  /** Ends at once when it is signalled itself, and tells the service nothing. */
  readonly keepsIt?: boolean;
}[] = [
  { name: 'node', command: app },
  { name: 'npm, whose shell is dash', command: ['npm', 'start', '--silent'], shell: '/bin/dash', keepsIt: true },
  { name: 'npm, whose shell is bash', command: ['npm', 'start', '--silent'], shell: '/bin/bash' },
  {
    name: 'npm exec, whose shell is dash',
    command: ['npm', 'exec', '--offline', '--', ...app],
    shell: '/bin/dash',
    keepsIt: true,
  },
  { name: 'dash -c', command: ['/bin/dash', '-c', `${app.join(' ')}; true`], keepsIt: true },
  { name: 'cross-env', command: [bin('cross-env'), 'A=b', ...app] },
  { name: 'dotenv', command: [bin('dotenv'), '--', ...app] },
  { name: 'tsx', command: [bin('tsx'), fixture('exits.mjs')] },
  { name: 'node --watch', command: [process.execPath, '--watch', fixture('exits.mjs')] },
];

describe('one SIGTERM to the whole process group', () => {
  it.each(WRAPPERS)('under $name', { timeout: 120_000 }, async ({ command, shell = '' }) => {
    // Whether the wrapper's signal or the supervisor's comes second, and how late, is chance.
    for (let stop = 0; stop < 3; stop += 1) {
      const service = startCommand(command, {
        cwd: fixture('wrapped'),
        env: { SCENE: 'plain', OPTIONS: '{"delayMs":300}', npm_config_script_shell: shell },
      });
      const slow = await beginRequest(service, '/?ms=1200');
      signalGroup(service, 'SIGTERM');
      expect(await slow.answer).toBe(200);
      await service.line('exit code 0');
      expect(service.lines).toContain('database closed');
      await service.ended;
      expect(ends(service)).toHaveLength(1);
    }
  });
});

/** docs/platforms.md, "Wrappers". As process 1: process-1.real.test.ts. */
describe('one SIGTERM to the wrapper alone', () => {
  it.each(WRAPPERS)('$name', { timeout: 120_000 }, async ({ command, shell = '', keepsIt = false }) => {
    const service = startCommand(command, {
      cwd: fixture('wrapped'),
      env: { SCENE: 'plain', OPTIONS: '{"delayMs":0}', npm_config_script_shell: shell },
    });
    const port = await portOf(service);
    service.child.kill('SIGTERM');
    if (keepsIt) {
      await once(service.child, 'exit');
      expect(await ask(port, '/')).toBe(200);
      expect(service.lines.join('\n')).not.toContain('draining');
    } else {
      await service.line('exit code 0');
      expect(service.lines).toContain('database closed');
    }
  });
});
