import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
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
  /** `status body` of a probe on a new connection; `no answer` after a second; the error's code where there is none. */
  ask(path: string): Promise<string>;
  /** Waits until something is written. */
  until(where: 'stdout' | 'stderr', text: string | RegExp): Promise<void>;
  /** Waits until a probe is answered like this. */
  untilAnswer(path: string, start: string): Promise<void>;
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

const DEADLINE_MS = 20_000;
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
  const child = spawn(command, [...flags, file.startsWith('.') ? here(file) : file, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...inherited, ...env },
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
  const exit = once(child, 'exit').then(([code, signal]) => {
    running.delete(child);
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
    tell: (words) => void child.stdin.write(`${words}\n`),
    ask: (path) => askProbe(port, path),
    until: (where, text) =>
      waitFor(String(text), () => (typeof text === 'string' ? texts[where].includes(text) : text.test(texts[where]))),
    untilAnswer: (path, start) =>
      waitFor(`${path} to answer ${start}`, async () => (await askProbe(port, path)).startsWith(start)),
  };
}

/** As the kubelet asks: a new connection, and a second at most. */
export function askProbe(port: number, path: string): Promise<string> {
  return new Promise((resolve) => {
    const outgoing = request({ port, path, host: '127.0.0.1', agent: false, timeout: 1_000 });
    const timer = setTimeout(() => {
      resolve('no answer');
      outgoing.destroy();
    }, 1_000);
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
