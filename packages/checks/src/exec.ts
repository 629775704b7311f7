import type { ChildProcess } from 'node:child_process';
import type { PolledCheck } from '@probez/core';
import { filled, peek, refuse, texts } from '@probez/core/internal';
import { abortable } from './attempts.ts';
import { defineCheck, knownOptions, type ReadyCheckOptions } from './define.ts';
import { Finding } from './explain.ts';

/** Options of {@link execCheck}. */
export interface ExecCheckOptions extends ReadyCheckOptions {
  /**
   * The working directory.
   * @default the app's
   */
  readonly cwd?: string | undefined;
  /**
   * Environment variables, in addition to the app's own.
   * @default none
   */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

const OWN_KEYS = ['cwd', 'env'];

const MAX_OUTPUT = 4_096;

/**
 * Runs a command, without a shell, and passes when it exits with 0. At the timeout it and its children are killed.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function execCheck(command: readonly [string, ...string[]], options: ExecCheckOptions = {}): PolledCheck {
  if (
    !Array.isArray(command) ||
    !command[0] ||
    command.some((part) => typeof part !== 'string' || part.includes('\0'))
  ) {
    refuse('execCheck: the command', command, "a list of strings: ['pg_isready', '-q']");
  }
  const [file, ...args] = command;
  knownOptions('execCheck', options, OWN_KEYS);
  const { cwd, env = {} } = options;
  filled('execCheck: cwd', cwd, 'a path that is not empty');
  texts('execCheck: env', env);

  return defineCheck(
    {
      factory: 'execCheck',
      name: 'exec',
      componentType: 'component',
      subject: () => `command ${file}`,
      async run({ signal, step }) {
        step(`command ${file} has not ended; it was killed`);
        const { spawn } = process.getBuiltinModule('node:child_process');
        signal.throwIfAborted();
        // A process group of its own, so that what the command has started ends with it.
        const child = spawn(file, args, {
          detached: true,
          stdio: ['ignore', 'pipe', 'pipe'],
          env: { ...process.env, ...env },
          ...(cwd === undefined ? {} : { cwd }),
        });
        await abortable(ended(child, cwd), signal, () => killGroup(child));
        return undefined;
      },
    },
    options,
    OWN_KEYS,
  );
}

function ended(child: ChildProcess, cwd: string | undefined): Promise<void> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-MAX_OUTPUT);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      // Node names the program, also where it is the folder that is missing.
      const missing = cwd === undefined ? 'no such program' : `no such program, or no folder ${cwd}`;
      reject(peek(error, 'code') === 'ENOENT' ? new Finding(missing) : error);
    });
    // `exit`, not `close`: a grandchild that keeps the pipes open does not hold the check.
    child.once('exit', (code, signalName) => {
      setImmediate(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      });
      if (code === 0) return resolve();
      const how = code === null ? `was ended by ${signalName}` : `exited with ${code}`;
      const lastLine = said.trim().split('\n').at(-1) ?? '';
      reject(new Finding(lastLine === '' ? how : `${how}: ${lastLine}`));
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL'); // no process groups here (Windows)
  }
}
