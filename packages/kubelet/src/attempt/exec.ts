import { spawn } from 'node:child_process';
import { systemError } from './dial.ts';
import { duration, quote } from './go-text.ts';
import { type AttemptOutcome, errored, failure, maxOutputBytes, readText, success } from './outcome.ts';

/** Options of `attemptExec`. */
export interface ExecAttemptOptions {
  /** Program and arguments. No shell is involved. */
  readonly command: readonly string[];
  /** How long the command may take, in milliseconds; 0 means no limit, as for hooks. */
  readonly timeoutMs: number;
  /** The environment variables of the container. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * The working directory.
   * @default the current directory
   */
  readonly cwd?: string | undefined;
  /**
   * Ends the attempt early and kills the command.
   * @default none
   */
  readonly signal?: AbortSignal | undefined;
}

/** The outcome of a command. */
export interface ExecAttemptOutcome extends AttemptOutcome {
  /** Exit code; 128 + n after signal n. Absent when it was not started or did not end in time. */
  readonly exitCode?: number;
}

const signals: Record<string, number> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

/** The container runtime's text for a command that cannot be started. */
export function execStartError(program: string, reason: 'missing' | 'denied', id: string): string {
  const why = reason === 'denied' ? 'permission denied' : missing(program);
  return (
    `rpc error: code = Unknown desc = failed to exec in container: failed to start exec "${id}": OCI runtime exec failed: ` +
    `exec failed: unable to start container process: exec: ${quote(program)}: ${why}: unknown`
  );
}

const missing = (program: string) =>
  program.includes('/') ? `stat ${program}: no such file or directory` : 'executable file not found in $PATH';

const randomId = () =>
  Array.from({ length: 8 }, () =>
    Math.floor(Math.random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');

/** An exec attempt: exit code 0 succeeds. The command runs in its own process group, all of which is killed when time is up. Never rejects. */
export function attemptExec(options: ExecAttemptOptions): Promise<ExecAttemptOutcome> {
  const [program = '', ...args] = options.command;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer) => {
      const part = chunk.subarray(0, maxOutputBytes - length);
      length += part.length;
      if (part.length > 0) chunks.push(part);
    };
    let timer: NodeJS.Timeout | undefined;
    const finish = (outcome: ExecAttemptOutcome) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
      resolve(outcome);
    };
    const cannotStart = (error: unknown) => {
      const reason = systemError(error)?.code === 'EACCES' ? 'denied' : 'missing';
      finish(errored('unknown', execStartError(program, reason, randomId())));
    };
    const child = (() => {
      try {
        return spawn(program, args, {
          cwd: options.cwd,
          env: { ...(options.env ?? process.env) },
          stdio: ['ignore', 'pipe', 'pipe'],
          detached: true,
        });
      } catch (error) {
        return error;
      }
    })();
    const kill = () => {
      if (!(child instanceof Object && 'pid' in child) || typeof child.pid !== 'number') return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // it has just ended by itself
      }
    };
    const abort = () => {
      kill();
      finish(failure('context canceled'));
    };
    if (!isChild(child)) return cannotStart(child);
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', cannotStart);
    child.once('exit', (code, signal) => {
      // Output is complete at 'close'; a grandchild that keeps the pipe open must not hold the attempt up forever.
      const done = () => {
        const exitCode = code ?? 128 + (signals[signal ?? ''] ?? 0);
        const output = readText(Buffer.concat(chunks));
        finish({ ...(exitCode === 0 ? success(output) : failure(output)), exitCode });
      };
      child.once('close', done);
      setTimeout(done, 50).unref();
    });
    if (options.timeoutMs > 0) {
      timer = setTimeout(() => {
        kill();
        const line = quote(options.command.join(' '));
        finish(failure(`command timed out: ${line} timed out after ${duration(options.timeoutMs)}`));
      }, options.timeoutMs);
    }
    if (options.signal?.aborted) abort();
    else options.signal?.addEventListener('abort', abort);
  });
}

type Child = ReturnType<typeof spawn> & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream };
const isChild = (value: unknown): value is Child =>
  value instanceof Object && 'stdout' in value && value.stdout !== null;
