import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type KubeletRecord, type PodRow, parsePod } from '@probez/kubelet';
import { podRow } from '@probez/kubelet/internal';
import { type Answer, ask, FORM } from '../../../examples/demoapp/test/demoapp.ts';
import { freePort } from '../../support/free-port.ts';
import { examples } from '../lab.ts';
import { type Program, shorten } from './shorten.ts';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const probez = file('../../../packages/cli/bin/probez.cjs');
const demoapp = file('../../../examples/demoapp/dist/main.js');

/** Generous: the machine may be busy. */
const DEADLINE_MS = 60_000;

type WithoutTime<R> = R extends unknown ? Omit<R, 'at'> : never;

/** A line of `probez run --json`; `t` in seconds since the start. */
export type Line = { readonly t: number } & (
  | WithoutTime<KubeletRecord>
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'output'; readonly container: string; readonly stream: string; readonly line: string }
);

/** Where a Pod runs on this machine. */
export interface Place {
  /** Its own folder, which stands for /tmp. */
  readonly folder: string;
  /** The port of this machine that stands for the manifest's. */
  port(given: number): number;
}

export interface RunOptions {
  /** Variables of all containers: they win over the manifest's, as with `probez run --env`. */
  readonly env?: Readonly<Record<string, string>>;
  /** What to run in a container, by name, instead of the manifest's command or the demo app. */
  readonly programs?: Readonly<Record<string, (place: Place) => Program>>;
  /** `false`: no startup probe is added to a manifest without one. @default true */
  readonly startup?: boolean;
  /** `timeoutSeconds` of the probes; less than the default where a timeout is what is shown. @default 10 */
  readonly patience?: number;
  /** Changes the text of the manifest before it is read: for the variants that a page tells of. */
  readonly change?: (text: string) => string;
}

/** A Pod under the real `probez run`. */
export interface PodRun extends Place {
  readonly lines: readonly Line[];
  /** How many lines there are: for "from here on". */
  mark(): number;
  /** Waits for a line that satisfies the condition, from the mark on. */
  seen(what: string, condition: (line: Line) => boolean, from?: number): Promise<Line>;
  /** The rows of `kubectl get pods -w` from a mark on, with the one that held there. */
  rows(from?: number): PodRow[];
  row(): PodRow;
  /** Waits until the Pod looks like this, or has since it was asked, if only for a moment. */
  until(what: string, condition: (row: PodRow) => boolean): Promise<void>;
  /** Messages of the events of this reason, from a mark on. */
  events(reason: string, from?: number): string[];
  /** Posts a form, as `curl -d name=value` does, to the demo app. */
  post(name: string, value: string, path?: string): Promise<Answer>;
  /** The process of a container that runs now. */
  pid(container: string): number;
  wait(seconds: number): Promise<void>;
  /** Deletes the Pod, as Ctrl-C does, and waits for its end. Resolves with the exit code. */
  delete(): Promise<number | null>;
  /** Waits for its end by itself. Resolves with the exit code. */
  end(): Promise<number | null>;
}

const running = new Set<ChildProcess>();
const folder = mkdtempSync(join(tmpdir(), 'probez-scenarios-'));

/** Ends what a failed test has left behind. */
export function cleanUp(): void {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

/** The manifest's ports, wherever it has a number. */
const portsIn = (text: string) =>
  Array.from(text.matchAll(/(?:containerPort|port|value|127\.0\.0\.1):\s*"?(\d{2,5})\b/gi), ([, port]) => Number(port));

let runs = 0;

/** Runs a manifest of a scenario's folder, with its times shortened. */
export async function runPod(scenario: string, name: string, options: RunOptions = {}): Promise<PodRun> {
  const { env = {}, programs = {}, startup = true, patience = 10, change = (text) => text } = options;
  const text = change(readFileSync(`${examples}${scenario}/${name}`, 'utf8'));
  const own = join(folder, `${runs++}`);
  mkdirSync(own);
  const ports = new Map<number, number>();
  for (const port of new Set([8080, ...portsIn(text)])) ports.set(port, await freePort());
  const port = (given: number) => {
    const found = ports.get(given);
    if (found === undefined) throw new Error(`${scenario}/${name} has no port ${given}`);
    return found;
  };
  const manifest = shorten(text, {
    port: (given) => ports.get(given) ?? given,
    folder: own,
    startup,
    patience,
    program: (container, image) =>
      programs[container]?.({ folder: own, port }) ??
      (image.includes('demoapp') ? { command: [process.execPath, demoapp] } : undefined),
  });
  const path = join(own, 'pod.json');
  writeFileSync(path, manifest);
  const pod = parsePod(manifest);
  const flags = Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  const inherited: Record<string, string | undefined> = { ...process.env };
  // The demo app's image has probez on its PATH, too.
  inherited.PATH = `${file('../../../node_modules/.bin')}:${process.env.PATH}`;
  for (const key of ['NODE_OPTIONS', 'VITEST', 'TEST', 'NODE_ENV', 'NODE_V8_COVERAGE']) delete inherited[key];
  const child = spawn(process.execPath, [probez, 'run', '--json', ...flags, path], {
    env: inherited,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);

  const lines: Line[] = [];
  const listeners = new Set<() => void>();
  let rest = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) lines.push(JSON.parse(part));
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  let over = false;
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      running.delete(child);
      over = true;
      for (const listener of listeners) listener();
      resolve(code);
    }),
  );

  const rowsOf = (from: number) => {
    const rows: PodRow[] = [];
    for (const [index, line] of lines.entries()) {
      if (line.kind !== 'status') continue;
      const row = podRow(pod, line.status);
      if (index <= from) rows.length = 0;
      const last = rows.at(-1);
      if (last?.ready !== row.ready || last.status !== row.status || last.restarts !== row.restarts) rows.push(row);
    }
    return rows;
  };

  function waitFor<Found>(what: string, find: () => Found | undefined): Promise<Found> {
    return new Promise((resolve, reject) => {
      const finish = () => {
        clearTimeout(timer);
        listeners.delete(look);
      };
      const look = () => {
        const found = find();
        if (found !== undefined) {
          finish();
          resolve(found);
        } else if (over) fail(`it ended before ${what}`);
      };
      const fail = (why: string) => {
        finish();
        const tail = lines.slice(-25).map((line) => JSON.stringify(line));
        reject(new Error(`${scenario}/${name}: ${why}\n${tail.join('\n')}\n${stderr}`));
      };
      const timer = setTimeout(() => fail(`waited ${DEADLINE_MS / 1000} s for ${what}`), DEADLINE_MS);
      listeners.add(look);
      look();
    });
  }

  const seen: PodRun['seen'] = (what, condition, from = 0) =>
    waitFor(what, () => lines.slice(from).find((line) => condition(line)));
  await waitFor('its first line', () => lines[0]);

  return {
    folder: own,
    port,
    lines,
    mark: () => lines.length,
    seen,
    rows: (from = 0) => rowsOf(from),
    row: () => rowsOf(0).at(-1) ?? { name, ready: '', status: '', restarts: 0 },
    async until(what, condition) {
      // Several rows may come at once: none of them is passed over.
      const from = lines.length;
      await waitFor(what, () => rowsOf(from).find(condition));
    },
    events: (reason, from = 0) =>
      lines.slice(from).flatMap((line) => (line.kind === 'event' && line.reason === reason ? [line.message] : [])),
    async post(field, value, where = `/${field}`) {
      const body = new URLSearchParams({ [field]: value }).toString();
      const answer = await ask(port(8080), { method: 'POST', path: where, headers: FORM, body });
      if (answer.status !== 200) throw new Error(`POST ${where} ${body}: ${answer.status} ${answer.body}`);
      return answer;
    },
    pid(container) {
      const found = lines.flatMap((line) => {
        const [, text] = (line.kind === 'note' && new RegExp(`^${container} is process (\\d+)$`).exec(line.text)) || [];
        return text === undefined ? [] : [Number(text)];
      });
      const last = found.at(-1);
      if (last === undefined) throw new Error(`${container} has no process yet`);
      return last;
    },
    wait: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
    delete() {
      child.kill('SIGINT');
      return ended;
    },
    async end() {
      await seen('its end', (line) => line.kind === 'pod' && line.event === 'completed');
      return ended;
    },
  };
}
