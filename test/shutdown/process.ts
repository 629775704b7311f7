import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ask } from './ask.ts';

/** A fixture program that runs: its lines as they come, and how it ends. */
export interface Running {
  readonly child: ChildProcess;
  /** What it has written so far, standard output and error together. */
  readonly lines: readonly string[];
  /** Resolves with the first line that matches, past or future; rejects when the program ends without one. */
  line(pattern: RegExp | string): Promise<string>;
  /** Resolves with `code` when it exits by itself, or with the signal's name. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

const started = new Set<ChildProcess>();

export const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

/** Starts `fixtures/<name>` with the built packages. */
export function start(
  name: string,
  env: Readonly<Record<string, string>> = {},
  command: readonly string[] = [],
): Running {
  return startCommand([...command, process.execPath, fixture(name)], { env });
}

/**
 * Starts a command in a session and a process group of its own: it has no controlling terminal, as under a supervisor, and
 * one signal may be sent to all its processes.
 */
export function startCommand(
  [program = '', ...args]: readonly string[],
  { env = {}, cwd }: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Running {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    ...(cwd === undefined ? {} : { cwd }),
  });
  started.add(child);
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let over = false;
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      // A terminal ends its lines in its own way.
      lines.push(...parts.map((part) => part.replace(/\r$/, '')));
      for (const look of [...waiting]) look();
    });
  }
  const ended = once(child, 'close').then(([code, signal]: unknown[]) => {
    over = true;
    started.delete(child);
    for (const look of [...waiting]) look();
    if (typeof code === 'number') return code;
    return signal as NodeJS.Signals;
  });
  return {
    child,
    lines,
    ended,
    line(pattern) {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          const found = lines.find((line) =>
            typeof pattern === 'string' ? line.includes(pattern) : pattern.test(line),
          );
          if (found === undefined && !over) return;
          waiting.delete(look);
          if (found !== undefined) resolve(found);
          else reject(new Error(`${program} ended without a line like ${pattern}:\n${lines.join('\n')}`));
        };
        waiting.add(look);
        look();
      });
    },
  };
}

/** The port that a fixture says it listens on. */
export async function portOf(running: Running): Promise<number> {
  return Number((await running.line(/^listening \d+/)).split(' ')[1]);
}

/** Asks for a path whose answer takes its time; resolves with the answer to come once the program says `begun <path>`. */
export async function beginRequest(
  service: Running,
  path: string,
): Promise<{ readonly answer: ReturnType<typeof ask> }> {
  const answer = ask(await portOf(service), path);
  await service.line(`begun ${path}`);
  return { answer };
}

/** One signal to a program and all that it has started, as a supervisor sends it. */
export function signalGroup({ child }: Pick<Running, 'child'>, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) process.kill(-child.pid, signal);
}

/** Ends what a failed test has left. */
export function endAll(): void {
  for (const child of started) {
    try {
      signalGroup({ child }, 'SIGKILL');
    } catch {
      child.kill('SIGKILL');
    }
  }
}
process.once('exit', endAll);
