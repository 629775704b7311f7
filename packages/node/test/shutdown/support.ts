import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { createHealth } from '@probez/core';
import { createFakeClock } from '@probez/core/testing';
import { onTestFinished } from 'vitest';
import { createShutdown } from '../../src/shutdown/graceful-shutdown.ts';
import type { GracefulShutdown, ShutdownOptions, ShutdownTarget } from '../../src/shutdown/types.ts';

/** A shutdown whose time stands still until the test lets it pass; what is on the wire is real. */
export function underTest(target: ShutdownTarget | readonly ShutdownTarget[], options: Partial<ShutdownOptions> = {}) {
  const clock = createFakeClock();
  const health = createHealth({ logger: false, clock });
  const codes: number[] = [];
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const shutdown: GracefulShutdown = createShutdown(
    target,
    {
      health,
      signals: [],
      // Whatever the machine is: a developer's has no delay.
      delayMs: 10_000,
      drainTimeoutMs: 15_000,
      exit: (code) => void codes.push(code),
      logger: { info: write, warn: write, error: write },
      ...options,
    },
    clock,
  );
  onTestFinished(async () => {
    shutdown.dispose();
    // What has begun ends with its time.
    if (!['running', 'exited'].includes(shutdown.phase)) await clock.advance(60_000);
  });
  return { clock, health, codes, lines, shutdown };
}

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../../../test/conformance/fixtures/localhost-${name}.pem`, import.meta.url));

/** For servers over TLS. */
export const certificate = { key: fixture('key'), cert: fixture('cert') };

/** A server on a free port of this machine. */
export async function listening(server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return portOf(server);
}

export function portOf(server: net.Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return address.port;
}

/** A client that sends bytes and keeps what comes back. */
export async function rawClient(port: number) {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let received = '';
  let ended = false;
  let error: string | undefined;
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    received += text;
  });
  socket.on('end', () => {
    ended = true;
  });
  socket.on('error', (problem: NodeJS.ErrnoException) => {
    error = problem.code;
  });
  return {
    socket,
    send: (text: string) => void socket.write(text),
    get received() {
      return received;
    },
    /** The server has closed its side in good order. */
    get ended() {
      return ended;
    },
    /** `ECONNRESET` where it has not. */
    get error() {
      return error;
    },
  };
}

/** A request of a browser or a pool: HTTP/1.1, keep-alive. */
export const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n${headers}\r\n`;

/** Lets the network do its work until something is true; what is asked for is always near. */
export async function eventually(condition: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < 2_000; turn += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`waited 4 s in vain until ${what}`);
}

/** Requests that wait until the test answers them. */
export function heldRequests(create: (listener: http.RequestListener) => http.Server = http.createServer) {
  const held: { readonly request: http.IncomingMessage; readonly response: http.ServerResponse }[] = [];
  const listener = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    held.push({ request, response });
  };
  return { held, listener, server: create(listener) };
}
