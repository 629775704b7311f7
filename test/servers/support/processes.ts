import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { need } from '../../support/programs.ts';

const run = promisify(execFile);

/** A user that servers run as when the tests run as root: PostgreSQL and others refuse root. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** A folder that servers may write to. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'probez-'));
  if (isRoot) chownSync(path, NOBODY, NOBODY);
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** `setpriv` lowers the user and has the kernel end the server if the tests die, however they die. */
function guarded(command: string, args: readonly string[]): readonly [string, readonly string[]] {
  const user = isRoot ? [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : [];
  return [need('setpriv'), [...user, '--pdeathsig', 'KILL', '--', command, ...args]];
}

export interface ProgramOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end as the servers' user. */
export async function runProgram(
  command: string,
  args: readonly string[],
  { cwd, env }: ProgramOptions,
): Promise<string> {
  const [file, all] = guarded(command, args);
  const { stdout } = await run(file, [...all], { cwd, env: { ...process.env, HOME: cwd, ...env }, timeout: 60_000 });
  return stdout;
}

/** A server under test, with the ways in which it may fail. */
export interface RunningProgram {
  /** SIGSTOP to it and all its children: the kernel still accepts connections, nobody answers. */
  freeze(): void;
  thaw(): void;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** What it printed, for error messages. */
  log(): string;
  readonly alive: boolean;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) signalAll(child.pid, 'SIGKILL');
});

export function startProgram(command: string, args: readonly string[], { cwd, env }: ProgramOptions): RunningProgram {
  const [file, all] = guarded(command, args);
  const child = spawn(file, [...all], {
    cwd,
    env: { ...process.env, HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group of its own, for the watchdog
  });
  running.add(child);
  const released = watchOver(child.pid);
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-10_000);
    });
  }
  const gone = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  }).then(() => {
    running.delete(child);
    released();
  });
  return {
    freeze: () => signalAll(child.pid, 'SIGSTOP'),
    thaw: () => signalAll(child.pid, 'SIGCONT'),
    async kill() {
      const pids = child.exitCode === null && child.signalCode === null ? family(child.pid) : [];
      for (const pid of pids) signal(pid, 'SIGKILL');
      await gone;
      await allGone(pids);
    },
    log: () => log,
    get alive() {
      return child.exitCode === null && child.signalCode === null;
    },
  };
}

/**
 * Ends the server's process group when the tests have died in a way that runs no handler: their end of the pipe closes then.
 * `--pdeathsig` does that for the server itself, but RabbitMQ's is the child of a script.
 */
function watchOver(pid: number | undefined): () => void {
  if (pid === undefined) return () => {};
  const script = 'cat > /dev/null; kill -s KILL -- "-$1"';
  const dog = spawn('/bin/sh', ['-c', script, 'watchdog', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  dog.unref();
  return () => void dog.kill('SIGKILL');
}

/** Children that a server leaves behind (PostgreSQL's) notice its death a moment later. */
async function allGone(pids: readonly number[]): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const left = pids.filter((pid) => isAlive(pid));
    if (left.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function signalAll(pid: number | undefined, name: NodeJS.Signals): void {
  for (const each of family(pid)) signal(each, name);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}

/** A process and its descendants, parents first: PostgreSQL's children have process groups of their own. */
export function family(pid: number | undefined): number[] {
  if (pid === undefined) return [];
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const found = [pid];
  for (const parent of found) {
    for (const [child, of] of parents) if (of === parent) found.push(child);
  }
  return found;
}
