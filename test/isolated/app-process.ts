import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** An app in a process of its own, with an isolated probe port. */
export interface AppProcess {
  readonly child: ChildProcess;
  readonly port: number;
  readonly isolated: boolean;
  /** Everything written to standard error so far. */
  stderr(): string;
  stdout(): string;
  /** Tells the app to do something; see `fixtures/app.mjs`. */
  tell(command: string): void;
  /** Lets go of what holds the main thread, until the app is told something else. */
  release(): void;
  /** `status body` of a probe on a new connection; `no answer` after `limitMs`; the error's code where there is none. */
  ask(path: string, limitMs?: number): Promise<string>;
  /** Waits until something is written. */
  until(where: 'stdout' | 'stderr', text: string | RegExp): Promise<void>;
  /** Waits until a probe is answered like this. */
  untilAnswer(path: string, start: string): Promise<void>;
  /** Its code or signal, when it has ended and all that it has written is here. */
  readonly exit: Promise<number | string>;
}

export interface StartOptions {
  /** What is run, relative to this folder. */
  readonly file?: string;
  readonly command?: string;
  /** Arguments of Node's, before the file. */
  readonly flags?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const DEADLINE_MS = 50_000;
const running = new Set<ChildProcess>();

/** Ends what a failed test has left behind. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

export const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Starts an app that writes one line of JSON, `{ port, isolated }`, when it serves. */
export async function startApp(options: StartOptions = {}): Promise<AppProcess> {
  const { command = process.execPath, file = './fixtures/app.mjs', flags = [], args = [], env = {}, cwd } = options;
  const inherited = { ...process.env };
  // Of vitest's own, which are not for the app.
  for (const name of ['NODE_OPTIONS', 'VITEST', 'TEST', 'NODE_ENV', 'NODE_V8_COVERAGE']) delete inherited[name];
  // A file: a main thread that hangs can be told nothing else.
  const release = join(tmpdir(), `probez-release-${randomUUID()}`);
  const child = spawn(command, [...flags, file.startsWith('.') ? here(file) : file, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...inherited, RELEASE: release, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  running.add(child);
  const texts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.stderr += text;
  });
  const exit = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    rmSync(release, { force: true });
    return code ?? signal;
  });
  let ended = false;
  void exit.then(() => {
    ended = true;
  });

  async function waitFor(what: string, found: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + DEADLINE_MS;
    while (!(await found())) {
      if (Date.now() > deadline) {
        throw new Error(`waited ${DEADLINE_MS} ms for ${what}; stdout: ${texts.stdout}; stderr: ${texts.stderr}`);
      }
      await sleep(20);
    }
  }

  await waitFor('the app to serve', () => /^\{.*\}$/m.test(texts.stdout) || ended);
  const line = /^\{.*\}$/m.exec(texts.stdout)?.[0];
  if (line === undefined) throw new Error(`the app did not serve; stdout: ${texts.stdout}; stderr: ${texts.stderr}`);
  const { port, isolated } = JSON.parse(line);

  return {
    child,
    port,
    isolated,
    exit,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    tell(words) {
      rmSync(release, { force: true });
      child.stdin.write(`${words}\n`);
    },
    release: () => writeFileSync(release, ''),
    ask: (path, limitMs) => askProbe(port, path, limitMs),
    until: (where, text) =>
      waitFor(String(text), () => (typeof text === 'string' ? texts[where].includes(text) : text.test(texts[where]))),
    untilAnswer: (path, start) =>
      waitFor(`${path} to answer ${start}`, async () => (await askProbe(port, path)).startsWith(start)),
  };
}

/**
 * As the kubelet asks: on a new connection. It waits longer than the kubelet, since a machine may stand still for a second;
 * who wants to know whether an answer comes in time gives a limit.
 */
export function askProbe(port: number, path: string, limitMs = 10_000): Promise<string> {
  return new Promise((resolve) => {
    const outgoing = request({ port, path, host: '127.0.0.1', agent: false });
    const timer = setTimeout(() => {
      resolve('no answer');
      outgoing.destroy();
    }, limitMs);
    const done = (answer: string): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    outgoing.on('error', (error) => done('code' in error ? String(error.code) : error.message));
    outgoing.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => done(`${response.statusCode} ${body}`));
      response.on('error', (error) => done(error.message));
    });
    outgoing.end();
  });
}
