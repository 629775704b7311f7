import { type ChildProcess, spawn } from 'node:child_process';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const ENTRY = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** The demo app as a user starts it: the built entry, a process of its own. */
export interface DemoApp {
  readonly child: ChildProcess;
  readonly port: number;
  /** Everything printed so far. */
  output(): string;
  /** Resolves with code and signal when the process has ended. */
  readonly exited: Promise<readonly [number | null, NodeJS.Signals | null]>;
}

const running = new Set<ChildProcess>();
/** What a failed test has left. */
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

export function launch(env: Readonly<Record<string, string>>): Omit<DemoApp, 'port'> {
  const child = spawn(process.execPath, [ENTRY], {
    env: { PATH: process.env.PATH, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const exited = new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve) =>
    child.once('close', (code, signal) => resolve([code, signal])),
  );
  return { child, output: () => text, exited };
}

/** Launches it and waits for the line that names its URL. */
export async function start(env: Readonly<Record<string, string>>): Promise<DemoApp> {
  const app = launch(env);
  const port = await new Promise<number>((resolve, reject) => {
    const look = (): void => {
      const found = /listens on http:\/\/\S+:(\d+)/.exec(app.output());
      if (found?.[1] !== undefined) resolve(Number(found[1]));
    };
    app.child.stdout?.on('data', look);
    app.exited.then(() => reject(new Error(`the demo app ended: ${app.output()}`)));
  });
  return { ...app, port };
}

export interface Answer {
  readonly status: number | undefined;
  /** Without Date, Connection and Keep-Alive, which are Node's. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export function ask(port: number, { method = 'GET', path, headers = {}, body }: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        const kept = Object.entries(response.headers).filter(
          ([name]) => !['date', 'connection', 'keep-alive'].includes(name),
        );
        resolve({
          status: response.statusCode,
          headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
          body: text,
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
export const post = (port: number, field: string, value: string): Promise<Answer> =>
  ask(port, { method: 'POST', path: `/${field}`, headers: FORM, body: `${field}=${encodeURIComponent(value)}` });
