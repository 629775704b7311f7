import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { execCheck, processCheck } from '@probez/checks';
import { expect, test } from 'vitest';
import { runOnce, start } from './support.ts';

const node = (script: string): [string, ...string[]] => [process.execPath, '-e', script];

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a child process: alive, ended, killed, never started, replaced', async () => {
  const idle = (): ChildProcess => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  let child = idle();
  const check = processCheck(() => child);
  expect(await runOnce(check)).toMatchObject({ status: 'pass', observedUnit: 'pid' });
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await runOnce(check)).toMatchObject({ status: 'fail', reason: 'child process: was ended by SIGKILL' });
  child = idle();
  expect(await runOnce(check)).toMatchObject({ status: 'pass' });
  child.kill();
  child = spawn(process.execPath, ['-e', 'process.exit(3)']);
  await once(child, 'exit');
  expect((await runOnce(check)).reason).toBe('child process: has ended with exit code 3');
  child = spawn('/no/such/program');
  await once(child, 'error');
  expect((await runOnce(check)).reason).toMatch(/has ended with exit code -2|could not be started/);
  expect((await runOnce(processCheck(() => undefined))).reason).toBe('child process: was not started');
});

test.each([
  ['exit 0', node(''), 'pass', undefined],
  [
    'exit 3, says why',
    node('console.log("a"); console.error("no disk"); process.exit(3)'),
    'fail',
    /: exited with 3: (a|no disk)$/,
  ],
  [
    'ended by a signal',
    node('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)'),
    'fail',
    /: was ended by SIGTERM$/,
  ],
  ['no such program', ['/no/such/program'] as [string], 'fail', /^command \/no\/such\/program: no such program$/],
] as const)('a command: %s', async (_what, command, status, said) => {
  const result = await runOnce(execCheck([...command]));
  expect(result.status).toBe(status);
  if (said !== undefined) expect(result.reason).toMatch(said);
});

test('a command’s environment and folder', async () => {
  const command = node('process.exit(process.env.PLACE === "here" && process.cwd() === "/" ? 0 : 1)');
  expect(await runOnce(execCheck(command, { env: { PLACE: 'here' }, cwd: '/' }))).toMatchObject({ status: 'pass' });
});

test('a command that does not end is killed at the abort, with what it has started', async () => {
  const script = `
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    require('node:fs').writeFileSync(process.env.PIDS, process.pid + ' ' + child.pid);
    process.on('SIGTERM', () => {});
    setInterval(() => {}, 1000);`;
  const { mkdtempSync, readFileSync, existsSync, rmSync } = await import('node:fs');
  const folder = mkdtempSync('/tmp/probez-exec-');
  const PIDS = `${folder}/pids`;
  const run = start(execCheck(node(script), { env: { PIDS } }));
  while (!existsSync(PIDS) || !readFileSync(PIDS, 'utf8').includes(' '))
    await new Promise((resolve) => setTimeout(resolve, 10));
  const pids = readFileSync(PIDS, 'utf8').split(' ').map(Number);
  expect(pids.map(isAlive)).toEqual([true, true]);
  run.abort();
  await expect(run.outcome).rejects.toThrow('timed out');
  const deadline = Date.now() + 5_000;
  while (pids.some(isAlive)) {
    if (Date.now() > deadline) throw new Error('left behind');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  rmSync(folder, { recursive: true });
});

test('a folder that is not there is not taken for a missing program', async () => {
  const { reason } = await runOnce(execCheck(['true'], { cwd: '/no/such/folder' }));
  expect(reason).toBe('command true: no such program, or no folder /no/such/folder');
});
