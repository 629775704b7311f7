import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';

/** The example as a user starts it, with the keyboard in our hands. */
export interface Orders {
  /** Types a line. */
  type(line: string): void;
  output(): string;
  /** Asks the app. */
  ask(path: string, body?: object): Promise<Answer>;
  metrics(): Promise<string>;
  /** Ctrl-C; resolves with the exit code. */
  interrupt(): Promise<number | null>;
}

export interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

export async function startOrders(): Promise<Orders> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/start.ts'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { PATH: process.env.PATH, CHECK_PERIOD_MS: '500' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // However the tests end; the servers go with it.
  process.once('exit', () => child.kill('SIGINT'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const exited = once(child, 'close').then(([code]: (number | null)[]) => code ?? null);
  const portIn = (pattern: RegExp): number => Number(pattern.exec(output)?.[1]);
  const orders: Orders = {
    type: (line) => void child.stdin.write(`${line}\n`),
    output: () => output,
    ask: (path, body) => send(portIn(/orders listens on http:\/\/127\.0\.0\.1:(\d+)/), path, body),
    metrics: async () => (await send(portIn(/:(\d+)\/metrics/), '/metrics')).body,
    async interrupt() {
      if (child.exitCode === null) child.kill('SIGINT');
      return exited;
    },
  };
  await until(
    'the app listens',
    async () => {
      if (child.exitCode !== null) throw new Error(`it has ended:\n${output}`);
      return output.includes('orders listens on');
    },
    110_000,
  );
  return orders;
}

/** Asks again until it is so; says what it waited for where it never is. */
export async function until(what: string, holds: () => Promise<boolean>, limitMs = 60_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function send(port: number, path: string, body?: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        agent: false,
        method: body === undefined ? 'GET' : 'POST',
        headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode, body: text }));
      },
    );
    sent.once('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
