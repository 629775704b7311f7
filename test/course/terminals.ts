import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { shorten } from '../scenarios/real/shorten.ts';
import { freePort } from '../support/free-port.ts';
import { root } from './lesson.ts';
import { normal } from './normal.ts';

/** Generous: the machine may be busy. */
const DEADLINE_MS = 60_000;
/** For an answer: a second is soon over on a busy machine. Less than an event loop is blocked for. */
const PATIENCE_SECONDS = 5;
/** The ports that lessons name. Each gets a free one. */
const PORTS = [8080, 9400];

export interface Terminals {
  /** Runs a command in the second terminal to its end; what it printed, as the page would show it. */
  run(command: string): Promise<string[]>;
  /** Starts one in the first terminal, when what was interrupted there has ended. */
  start(command: string): Promise<void>;
  /** Waits until the first terminal has shown this line, after those before it: an app's after the app's, for it and its kubelet do not wait for each other. */
  see(line: string): Promise<void>;
  interrupt(): void;
  close(): void;
}

/** What a container printed, as `probez run` shows it. */
const isOutput = (line: string) => /^ *[\d.]+s {2}\S+ +\| /.test(line);

/** The two terminals of a reader, in the repository's root. */
export async function openTerminals(): Promise<Terminals> {
  const folder = mkdtempSync(join(tmpdir(), 'probez-course-'));
  const ports = new Map<number, number>();
  for (const port of PORTS) ports.set(port, await freePort());
  const mapped = (given: number) => ports.get(given) ?? given;

  // curl shows its progress when it does not write to a terminal.
  writeFileSync(join(folder, '.curlrc'), 'silent\nshow-error\n');
  const env: Record<string, string | undefined> = {
    ...process.env,
    PATH: `${join(root, 'node_modules/.bin')}:${dirname(process.execPath)}:${process.env.PATH}`,
    PORT: String(mapped(8080)),
    CURL_HOME: folder,
    NO_COLOR: '1',
  };
  for (const key of ['NODE_OPTIONS', 'VITEST', 'TEST', 'NODE_ENV', 'NODE_V8_COVERAGE', 'FORCE_COLOR']) delete env[key];

  /** Linted and simulated as it is; run with a fifth of its seconds, on free ports, and with patience for a slow start and slow answers. */
  function quick(manifest: string): string {
    const path = join(folder, 'pod.json');
    // Blocked for longer than three failures of readiness take, and liveness waits longer still: see `translate`.
    const text = readFileSync(join(root, manifest), 'utf8').replace(
      /(?<=STALL_LIVENESS_MS\s+value: )"30000"/,
      '"75000"',
    );
    const options = { port: mapped, folder, startup: true, patience: PATIENCE_SECONDS, program: () => undefined };
    writeFileSync(path, shorten(text, options));
    return path;
  }
  let shortened = false;
  const translate = (command: string) =>
    command
      .replace(/\bnpm start\b/, 'node examples/demoapp/start.mjs')
      .replaceAll(/\bnpx probez check\b/g, `probez check --timeout ${PATIENCE_SECONDS}`)
      .replaceAll(/\bnpx probez\b/g, 'probez')
      .replaceAll(/(?<=127\.0\.0\.1:)\d+/g, (given) => String(mapped(Number(given))))
      .replace(/(?<=\bprobez run )\S+\.yaml/, quick)
      // Half of it, where all else is a fifth: 14 s, of 28 s.
      .replace(/(?<=\bms=)\d+/, (given) => String(Number(given) / (shortened ? 2 : 1)))
      // Leaves time to end in its grace period of 10 s.
      .replace(/\bDRAIN_DELAY_MS=8000\b/, 'DRAIN_DELAY_MS=6000');
  const asShown = (line: string) => {
    let text = line;
    for (const [given, real] of ports) text = text.replaceAll(new RegExp(`(?<=[:= ])${real}\\b`, 'g'), String(given));
    return text;
  };

  const children = new Set<ChildProcess>();
  function open(command: string, onLine: (line: string) => void): { child: ChildProcess; ended: Promise<void> } {
    const child = spawn('bash', ['-c', command], { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    children.add(child);
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        const parts = (rest + chunk).split('\n');
        rest = parts.pop() ?? '';
        for (const part of parts) onLine(asShown(part));
      });
      stream.on('end', () => rest !== '' && onLine(asShown(rest)));
    }
    const ended = new Promise<void>((resolve) =>
      child.once('close', () => {
        children.delete(child);
        resolve();
      }),
    );
    return { child, ended };
  }
  // Its process group, as a terminal does.
  const signal = (child: ChildProcess, name: NodeJS.Signals) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, name);
  };

  let first: ChildProcess | undefined;
  let ended: Promise<void> | undefined;
  let interrupted = false;
  let lines: string[] = [];
  let seen = { app: 0, kubelet: 0 };
  const busy = () => first !== undefined && children.has(first);

  return {
    async run(command) {
      const printed: string[] = [];
      const { child, ended } = open(`{ ${translate(command)}\n} 2>&1`, (line) => printed.push(line));
      const timer = setTimeout(() => signal(child, 'SIGKILL'), DEADLINE_MS);
      await ended;
      clearTimeout(timer);
      if (child.signalCode !== null) printed.push(`(ended by ${child.signalCode})`);
      return printed;
    },
    async start(command) {
      if (busy() && !interrupted) throw new Error(`the first terminal is busy, there is no ^C before: ${command}`);
      const timer = setTimeout(() => first !== undefined && signal(first, 'SIGKILL'), DEADLINE_MS);
      await ended;
      clearTimeout(timer);
      interrupted = false;
      shortened = command.includes('probez run');
      lines = [];
      seen = { app: 0, kubelet: 0 };
      // The command itself is the shell's process: it gets the signals.
      const parts = /^((?:\w+=\S+ )*)([\s\S]*)$/.exec(translate(command));
      ({ child: first, ended } = open(`exec 2>&1\n${parts?.[1] ?? ''}exec ${parts?.[2] ?? ''}`, (line) =>
        lines.push(line),
      ));
    },
    async see(line) {
      const wanted = normal(line);
      const source = isOutput(line) ? 'app' : 'kubelet';
      const deadline = Date.now() + DEADLINE_MS;
      for (;;) {
        const running = busy();
        const index = lines.findIndex((one, at) => at >= seen[source] && normal(one) === wanted);
        if (index >= 0) {
          seen[source] = index + 1;
          return;
        }
        if (!running || Date.now() > deadline)
          throw new Error(
            `${running ? 'waited in vain for' : 'it ended without'}\n  ${line}\nafter\n${lines
              .slice(0, seen[source])
              .slice(-3)
              .join('\n')}\nit showed\n${lines.slice(seen[source]).join('\n')}`,
          );
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    interrupt() {
      if (first === undefined) throw new Error('nothing runs in the first terminal');
      interrupted = true;
      signal(first, 'SIGINT');
    },
    close() {
      for (const child of children) signal(child, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
