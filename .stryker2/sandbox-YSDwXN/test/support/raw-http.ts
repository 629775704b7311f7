// @ts-nocheck
import { type AddressInfo, connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A response as it came over the wire. */
export interface RawResponse {
  readonly status: number;
  readonly version: string;
  /** In order, names as sent. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

export interface RawServer {
  readonly port: number;
  readonly tls?: boolean;
}

const TIME_LIMIT_MS = 10_000;

/** Sends bytes on one connection and reads as many responses as there are requests; then waits for the server to close, or closes. */
export async function exchange(
  server: RawServer,
  bytes: string | readonly string[],
  methods: readonly string[],
): Promise<readonly RawResponse[]> {
  const socket = await open(server);
  try {
    for (const part of typeof bytes === 'string' ? [bytes] : bytes) socket.write(part, 'latin1');
    return await read(socket, methods);
  } finally {
    socket.destroy();
  }
}

function open({ port, tls = false }: RawServer): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket: Socket = tls
      ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => resolve(socket))
      : connect({ port, host: '127.0.0.1' }, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Reads responses, delimited by Content-Length, by chunks, or by the end of the connection. */
function read(socket: Socket, methods: readonly string[]): Promise<readonly RawResponse[]> {
  return new Promise((resolve, reject) => {
    let buffer = Buffer.alloc(0);
    const responses: RawResponse[] = [];
    const timer = setTimeout(
      () => reject(new Error(`no full response within ${TIME_LIMIT_MS} ms; got ${JSON.stringify(buffer.toString())}`)),
      TIME_LIMIT_MS,
    );
    const finish = (): void => {
      clearTimeout(timer);
      resolve(responses);
    };
    const take = (closed: boolean): void => {
      let ended = closed;
      for (;;) {
        const parsed = parseOne(buffer, methods[responses.length] ?? 'GET', closed);
        if (parsed === undefined) break;
        buffer = buffer.subarray(parsed.length);
        responses.push(parsed.response);
        if (responses.length === methods.length && buffer.length === 0) ended = true;
      }
      if (ended) finish();
    };
    socket.on('data', (chunk) => {
      buffer = Buffer.concat([buffer, chunk]);
      take(false);
    });
    socket.on('end', () => take(true));
    socket.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

function parseOne(buffer: Buffer, method: string, ended: boolean) {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [start = '', ...lines] = buffer.subarray(0, end).toString('latin1').split('\r\n');
  const [version = '', status = ''] = start.split(' ');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  const value = (name: string) => headers.find(([key]) => key.toLowerCase() === name)?.[1];
  const bodyStart = end + 4;
  const done = (body: string, length: number) => ({
    response: { status: Number(status), version, headers, body },
    length,
  });
  if (method === 'HEAD' || status === '204' || status === '304') return done('', bodyStart);
  const contentLength = value('content-length');
  if (contentLength !== undefined) {
    const bodyEnd = bodyStart + Number(contentLength);
    return buffer.length < bodyEnd ? undefined : done(buffer.subarray(bodyStart, bodyEnd).toString(), bodyEnd);
  }
  if (value('transfer-encoding') === 'chunked') {
    const close = buffer.indexOf('0\r\n\r\n', bodyStart);
    return close < 0 ? undefined : done(unchunk(buffer.subarray(bodyStart, close)), close + 5);
  }
  return ended ? done(buffer.subarray(bodyStart).toString(), buffer.length) : undefined;
}

function unchunk(buffer: Buffer): string {
  let body = '';
  let position = 0;
  for (;;) {
    const lineEnd = buffer.indexOf('\r\n', position);
    if (lineEnd < 0) return body;
    const size = Number.parseInt(buffer.subarray(position, lineEnd).toString(), 16);
    body += buffer.subarray(lineEnd + 2, lineEnd + 2 + size).toString();
    position = lineEnd + 2 + size + 2;
  }
}

/** The port that a server listens on. */
export function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return address.port;
}
