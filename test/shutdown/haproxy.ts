import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../support/free-port.ts';

/** What stands between clients and instances. */
export interface Balancer {
  /** Where the next connection goes. */
  port(): number;
  /** How many instances it sends requests to. */
  up(): Promise<number>;
  /** What it could not do with an instance that it had chosen: connect, or read an answer. */
  errors(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Without any mercy: no retry hides a failed request, and connections to the instances are shared between all clients, so
 * that each is as hot as it can be. Health checks ask readiness twice a second; they are patient, so that a busy machine
 * does not take an instance out that is well.
 */
const config = (port: number, backends: readonly number[], socket: string): string => `
global
  maxconn 2000
  stats socket ${socket} mode 600 level admin
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  timeout check 5s
  retries 0
  http-reuse always
frontend service
  bind 127.0.0.1:${port}
  default_backend instances
backend instances
  balance roundrobin
  option httpchk GET /readyz
  http-check expect status 200
${backends.map((backend, index) => `  server s${index} 127.0.0.1:${backend} check inter 500ms fall 3 rise 1`).join('\n')}
`;

/** Fields of a line of its statistics. https://docs.haproxy.org/2.6/management.html#9.1 */
const [ECON, ERESP, STATUS] = [13, 14, 17];

export async function startHaproxy(backends: readonly number[]): Promise<Balancer> {
  const folder = mkdtempSync(join(tmpdir(), 'probez-haproxy-'));
  const file = join(folder, 'haproxy.cfg');
  const socket = join(folder, 'stats');
  const [port = 0] = await freePorts(1);
  writeFileSync(file, config(port, backends, socket));
  const child = spawn('haproxy', ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const servers = async (): Promise<string[][]> =>
    (await ask(socket, 'show stat\n'))
      .split('\n')
      .filter((line) => /^instances,s\d+,/.test(line))
      .map((line) => line.split(','));
  const haproxy: Balancer = {
    port: () => port,
    up: async () => (await servers()).filter((fields) => fields[STATUS] === 'UP').length,
    errors: async () =>
      (await servers()).reduce((sum, fields) => sum + Number(fields[ECON] ?? 0) + Number(fields[ERESP] ?? 0), 0),
    async stop() {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await until(async () => (await haproxy.up()) === backends.length, 'all instances up in HAProxy');
  } catch (error) {
    await haproxy.stop();
    throw new Error(`HAProxy does not serve: ${complaints}`, { cause: error });
  }
  return haproxy;
}

function ask(socket: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const connection = net.connect(socket, () => connection.write(command));
    connection.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    connection.once('end', () => resolve(text)).once('error', reject);
  });
}

/** Asks again and again, for 20 s at most. */
export async function until(ask: () => Promise<boolean>, what: string): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if (await ask().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited 50 s in vain: ${what}`);
}
