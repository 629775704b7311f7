import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { systemError } from '../attempt/dial.ts';
import { quote } from '../attempt/go-text.ts';
import { findProgram, firstChild } from './namespace.ts';
import { handlesSignal, processesMarked } from './proc.ts';

export interface ContainerProcessOptions {
  readonly command: readonly string[];
  readonly cwd: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `NAME=value` that all its processes carry. */
  readonly marker: string;
  /** The process behaves as the first of a container: signals without a handler do not reach it. */
  readonly firstProcess: boolean;
  /** Makes it the first process of a namespace: {@link findNamespaceStarter}. Without it that is imitated, as far as one can see handlers. */
  readonly starter: readonly string[] | undefined;
  readonly onStarted: () => void;
  readonly onFailed: (message: string) => void;
  readonly onExited: (code: number) => void;
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void;
}

/** A signal that no process can handle or ignore. */
export type OutsideSignal = 'SIGKILL' | 'SIGSTOP' | 'SIGCONT';

export interface ContainerProcess {
  /** Gives false when the process has no handler for it and so does not get it. */
  signal(name: NodeJS.Signals): boolean;
  /** A signal that nothing can handle, as somebody on the node sends it: SIGKILL for the first process, the others for all. False when it does not run. */
  send(name: OutsideSignal): boolean;
  /** The container's first process, as this machine numbers it. */
  pid(): number | undefined;
  /** Calls back with it once it is there: a starter forks it a moment after the start, on a busy machine a long one. */
  forked(callback: (pid: number) => void): void;
  /** SIGKILL for all its processes. */
  kill(): void;
}

function startError(program: string, error: unknown): string {
  const code = systemError(error)?.code;
  return startText(program, code === 'EACCES' ? 'denied' : code === undefined ? String(error) : 'missing');
}

function startText(program: string, reason: string): string {
  const why =
    reason === 'denied'
      ? 'permission denied'
      : program.includes('/')
        ? `stat ${program}: no such file or directory`
        : 'executable file not found in $PATH';
  return `exec: ${quote(program)}: ${reason === 'denied' || reason === 'missing' ? why : reason}: unknown`;
}

/** Nothing can handle these, and from outside they reach the first process of a container too. */
const unblockable: readonly string[] = ['SIGKILL', 'SIGSTOP'];

function sendSignal(pid: number, signal: NodeJS.Signals) {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended meanwhile
  }
}

const forkMs = 50;

/**
 * What unshare says, and exits with 1, when the process that it has started was ended by SIGKILL: it tries to end in the same way, and
 * stumbles over the handler that SIGKILL cannot have (util-linux 2.38). On a node that exit code is 137.
 */
const endedBySigkill = /^unshare: .*sigprocmask/;
const lastLinesMs = 5000;

/** Starts a container's process in a session of its own, and lets nothing of it outlive it. */
export function startContainerProcess(options: ContainerProcessOptions): ContainerProcess {
  const [program = ''] = options.command;
  const [file = '', ...args] = [...(options.starter ?? []), ...options.command];
  const separator = options.marker.indexOf('=');
  let child: ChildProcess | undefined;
  let over = false;

  /** With the first process of a container go all the others. */
  const sweep = () => {
    if (child?.pid !== undefined) sendSignal(-child.pid, 'SIGKILL');
    for (const pid of processesMarked(options.marker)) sendSignal(pid, 'SIGKILL');
  };
  const failedWith = (message: string) => {
    if (over) return;
    over = true;
    options.onFailed(message);
  };
  const failed = (error: unknown) => failedWith(startError(program, error));
  const lookup = options.starter === undefined ? 'found' : findProgram(program, options.env.PATH, options.cwd);
  if (lookup !== 'found') {
    setImmediate(() => failedWith(startText(program, lookup)));
    return { signal: () => true, send: () => false, kill() {}, pid: () => undefined, forked() {} };
  }
  try {
    child = spawn(file, args, {
      cwd: options.cwd,
      env: { ...options.env, [options.marker.slice(0, separator)]: options.marker.slice(separator + 1) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
  } catch (error) {
    setImmediate(() => failed(error)); // never before the caller has what it waits for
  }
  const pid = child?.pid;
  child?.once('error', failed);
  child?.once('spawn', () => {
    options.onStarted();
  });
  let sigkilled = false;
  let stderrEnded: Promise<unknown> = Promise.resolve();
  for (const stream of ['stdout', 'stderr'] as const) {
    const source = child?.[stream];
    if (!source) continue;
    const lines = createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY });
    if (stream === 'stderr') stderrEnded = new Promise((resolve) => lines.once('close', () => resolve(undefined)));
    lines.on('line', (line) => {
      if (options.starter !== undefined && stream === 'stderr' && endedBySigkill.test(line)) sigkilled = true;
      else options.onLine(stream, line);
    });
  }
  child?.once('exit', (code, signal) => {
    if (over) return;
    over = true;
    sweep();
    const exited = () =>
      options.onExited(sigkilled ? 137 : (code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    if (options.starter === undefined || code !== 1) return exited();
    const late = new Promise((resolve) => setTimeout(resolve, lastLinesMs));
    void Promise.race([stderrEnded, late]).then(exited);
  });
  const own = () => (pid === undefined || options.starter === undefined ? pid : firstChild(pid));
  const forked = (callback: (pid: number) => void) => {
    if (over) return;
    const first = own();
    if (first === undefined) setTimeout(() => forked(callback), forkMs);
    else callback(first);
  };
  return {
    pid: own,
    forked,
    signal(name) {
      const first = own();
      if (first === undefined && !over && pid !== undefined) {
        forked((late) => sendSignal(late, name));
        return true;
      }
      if (over || first === undefined) return true;
      const handled = unblockable.includes(name) || handlesSignal(first, name) !== false;
      // The kernel keeps a signal without a handler away from the first process of a namespace; elsewhere that is up to us.
      if (handled || !options.firstProcess || options.starter !== undefined) sendSignal(first, name);
      return handled || !options.firstProcess;
    },
    send(name) {
      const first = own();
      if (over || first === undefined) return false;
      // Who waits for the first process must see its end, frozen or not.
      const others = name === 'SIGKILL' ? [] : processesMarked(options.marker).filter((each) => each !== pid);
      for (const each of new Set([first, ...others])) sendSignal(each, name);
      return true;
    },
    kill() {
      if (!over) sweep();
    },
  };
}
