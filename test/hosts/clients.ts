import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import { credentials, Client as GrpcClient } from '@grpc/grpc-js';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import type { Client } from './host.ts';

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Status and body, as `200 ok`, or what went wrong. Without an agent each request has a connection of its own. */
export const request = (port: number, path: string, agent: http.Agent | false = false): Promise<string> =>
  new Promise((resolve) => {
    const asked = http.get({ host: '127.0.0.1', port, path, agent }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.once('end', () => resolve(`${response.statusCode} ${body}`));
      response.once('error', (error) => resolve(words(error)));
    });
    asked.once('error', (error) => resolve(words(error)));
  });
const ask: Client['ask'] = (port, path) => request(port, path);

export const http1: Client = { ask };

export const overHttp2: Client = {
  async ask(port, path) {
    const session = http2.connect(`http://127.0.0.1:${port}`);
    try {
      return await new Promise((resolve) => {
        session.once('error', (error) => resolve(words(error)));
        const stream = session.request({ ':path': path });
        let status = '';
        let body = '';
        stream.once('response', (headers) => {
          status = String(headers[':status']);
        });
        stream.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        stream.once('end', () => resolve(`${status} ${body}`)).once('error', (error) => resolve(words(error)));
      });
    } finally {
      session.close();
    }
  },
};

export const webSocket: Client = {
  ask,
  async hold(port) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`);
    await once(socket, 'open');
    return {
      ended: once(socket, 'close').then(([code]: unknown[]) => `closed with ${String(code)}`),
      well: 'closed with 1001',
    };
  },
};

export const socketIo: Client = {
  ask,
  async hold(port) {
    const socket = io(`http://127.0.0.1:${port}`, { reconnection: false, transports: ['websocket'] });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
    const ended = new Promise<string>((resolve) => socket.once('disconnect', resolve));
    return { ended, well: /^(io server disconnect|transport close)$/ };
  },
};

const same = (bytes: Buffer): Buffer => bytes;
const SERVICE: Readonly<Record<string, string>> = { '/readyz': '', '/livez': 'liveness', '/startupz': 'startup' };

/** `Check` of grpc.health.v1 for the probes' paths, a method of the app's for all others. */
const overGrpc = async (port: number, path: string): Promise<string> => {
  const client = new GrpcClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const call = (method: string, bytes: Buffer): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const deadline = Date.now() + 60_000;
      client.makeUnaryRequest(method, same, same, bytes, { deadline }, (error, value) =>
        error === null && value !== undefined ? resolve(value) : reject(error),
      );
    });
  try {
    const service = SERVICE[path];
    if (service === undefined) return `200 ${String(await call('/test.App/Ask', Buffer.from(path)))}`;
    const name = Buffer.from(service);
    const request = name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a, name.length]), name]);
    // The one field of HealthCheckResponse: 1 is SERVING.
    return (await call('/grpc.health.v1.Health/Check', request))[1] === 1 ? '200 ok' : '503 NOT_SERVING';
  } catch (error) {
    return words(error);
  } finally {
    client.close();
  }
};

export const grpc: Client = { ask: overGrpc };

/** Follows `Watch` of the whole server: what it was told, and when the stream is over. */
export function watch(port: number): { readonly told: readonly string[]; readonly ended: Promise<void> } {
  const client = new GrpcClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const told: string[] = [];
  const call = client.makeServerStreamRequest('/grpc.health.v1.Health/Watch', same, same, Buffer.alloc(0));
  call.on('data', (answer: Buffer) => told.push(answer[1] === 1 ? 'SERVING' : 'NOT_SERVING'));
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      client.close();
      resolve();
    };
    call.once('end', end).once('error', end);
  });
  return { told, ended };
}
