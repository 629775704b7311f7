import { afterEach, describe, expect, it } from 'vitest';
import { type ContainerProcess, startContainerProcess } from '../../src/process/container-process.ts';

/** Forks after a while, as `unshare` does on a busy machine, and ends as its child does. */
const SLOW = `
  const { spawn } = require('node:child_process');
  const [command, ...args] = process.argv.slice(1);
  setTimeout(() => {
    spawn(command, args, { stdio: 'inherit' }).once('exit', (code, signal) => process.exit(signal === 'SIGTERM' ? 143 : code));
  }, 500);`;

let started: ContainerProcess | undefined;
afterEach(() => started?.kill());

describe.skipIf(process.platform !== 'linux')('a starter that forks late', () => {
  it('hands a signal on that came before', async () => {
    const began = performance.now();
    const code = await new Promise<number>((resolve, reject) => {
      started = startContainerProcess({
        command: ['sleep', '600'],
        cwd: undefined,
        env: process.env,
        marker: `PROBEZ_TEST_SLOW=${process.pid}`,
        firstProcess: true,
        starter: [process.execPath, '-e', SLOW, '--'],
        onStarted: () => started?.signal('SIGTERM'),
        onFailed: (message) => reject(new Error(message)),
        onExited: resolve,
        onLine: () => {},
      });
    });
    expect(code).toBe(143);
    expect(performance.now() - began, 'the fork came later').toBeGreaterThan(500);
  });
});
