import { spawn } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { FakeCluster, type FakeClusterOptions } from './fake-cluster.ts';

export const script = fileURLToPath(new URL('../../examples/kubernetes/verify.sh', import.meta.url));
const programs = fileURLToPath(new URL('bin', import.meta.url));

export interface Run {
  readonly code: number | null;
  readonly output: string;
  readonly cluster: FakeCluster;
}

export interface RunOptions extends FakeClusterOptions {
  /** What `KUBECTL` says. */
  readonly kubectl?: string;
  /** Called with what has been printed so far; may send a signal. */
  readonly onOutput?: (text: string, signal: (name: NodeJS.Signals) => void) => void;
}

/** Runs verify.sh with a kubectl, a date and a sleep that talk to a cluster in virtual time. */
export async function runScript(
  args: readonly string[],
  { onOutput, kubectl, ...options }: RunOptions = {},
): Promise<Run> {
  const cluster = new FakeCluster(options);
  let queue: Promise<void> = Promise.resolve();

  async function answer(socket: Socket, request: string): Promise<void> {
    const [commandLine = '', input = ''] = request.split('\u0002');
    const [name = '', ...rest] = commandLine.split('\u0001').slice(0, -1);
    if (name === 'sleep') await cluster.pass(Number(rest[0]));
    const {
      code,
      out = '',
      error = '',
    } = name === 'date'
      ? { code: 0, out: `${cluster.date()}\n` }
      : name === 'sleep'
        ? { code: 0 }
        : await cluster.kubectl(rest, input);
    socket.end(`${code}\n${out}\u0002${error}`);
  }

  const server = createServer((socket) => {
    let request = '';
    socket.setEncoding('utf8').on('error', () => {});
    socket.on('data', (chunk: string) => {
      request += chunk;
      if (!request.endsWith('\u0004')) return;
      queue = queue
        .then(() => answer(socket, request.slice(0, -1)))
        .catch((error: unknown) => {
          socket.end(`70\n\u0002fake cluster: ${error instanceof Error ? error.stack : error}\n`);
        });
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');

  const child = spawn('bash', [script, ...args], {
    env: {
      ...process.env,
      PATH: `${programs}:${process.env.PATH}`,
      FAKE_CLUSTER_PORT: String(address.port),
      VERIFY_INTERVAL: '5',
      ...(kubectl === undefined ? {} : { KUBECTL: kubectl }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      onOutput?.(output, (name) => child.kill(name));
    });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  server.close();
  return { code, output, cluster };
}
