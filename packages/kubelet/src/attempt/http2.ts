import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import type { Socket } from 'node:net';
import { maxOutputBytes } from './outcome.ts';
import type { ProbeResponse } from './response.ts';

/** Loaded only where a server chooses HTTP/2. */
export interface Http2Request {
  /** `:authority`: what HTTP/1 calls Host. */
  readonly authority: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

export interface Http2Events {
  headers(response: ProbeResponse): void;
  done(response: ProbeResponse, body: Uint8Array): void;
  /** Before the headers, or in the body. */
  failed(message: string): void;
}

/** What HTTP/2 has no place for, or has under another name: https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2 */
const ofHttp1 = new Set(['host', 'connection', 'proxy-connection', 'keep-alive', 'transfer-encoding', 'upgrade']);
const errorNames = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];
const nameOf = (code: number) => errorNames[code] ?? `unknown error code 0x${code.toString(16)}`;

function headerFields(request: Http2Request, once: boolean): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {
    ':method': 'GET',
    ':path': request.target,
    ':scheme': 'https',
    ':authority': request.authority,
  };
  for (const [name, values] of request.headers) {
    const key = name.toLowerCase();
    const [first = '', ...more] = values;
    if (ofHttp1.has(key) || (key === 'user-agent' && first === '')) continue;
    fields[key] = more.length === 0 || once || key === 'user-agent' ? first : [...values];
  }
  return fields;
}

function send(session: ClientHttp2Session, request: Http2Request): ClientHttp2Stream {
  try {
    return session.request(headerFields(request, false), { endStream: true });
  } catch {
    // Node refuses to repeat a header that HTTP knows as a single one.
    return session.request(headerFields(request, true), { endStream: true });
  }
}

/** One GET over a connection whose TLS handshake has chosen HTTP/2, with Go's words for what goes wrong. */
export function exchangeHttp2(socket: Socket, request: Http2Request, events: Http2Events): void {
  const session = connect('https://localhost', { createConnection: () => socket });
  let over = false;
  let goaway: string | undefined;
  const fail = (message: string) => {
    if (over) return;
    over = true;
    events.failed(message);
  };
  session.on('goaway', (code, lastStream, data) => {
    const debug = JSON.stringify(data?.toString('latin1') ?? '');
    goaway = `http2: server sent GOAWAY and closed the connection; LastStreamID=${lastStream}, ErrCode=${nameOf(code)}, debug=${debug}`;
  });
  session.on('error', () => {}); // the stream hears of it too
  session.on('close', () => fail(goaway ?? 'unexpected EOF'));
  const stream = send(session, request);
  let response: ProbeResponse | undefined;
  const body: Buffer[] = [];
  let length = 0;
  const complete = (of: ProbeResponse) => {
    if (over) return;
    over = true;
    events.done(of, Buffer.concat(body).subarray(0, maxOutputBytes));
  };
  stream.on('response', (headers) => {
    const found = new Map<string, string>();
    for (const [name, value] of Object.entries(headers)) {
      const first = Array.isArray(value) ? value[0] : value;
      if (first !== undefined && !name.startsWith(':')) found.set(name, String(first));
    }
    response = { status: Number(headers[':status']), headers: found };
    events.headers(response);
  });
  stream.on('data', (chunk: Buffer) => {
    body.push(chunk);
    length += chunk.length;
    if (response !== undefined && length >= maxOutputBytes) complete(response);
  });
  stream.on('end', () => {
    // An aborted stream ends too.
    if (response !== undefined && !stream.aborted && stream.rstCode === 0) complete(response);
  });
  stream.on('error', () => {});
  stream.on('close', () => {
    const reset = stream.rstCode > 0 && !session.destroyed && goaway === undefined;
    fail(
      reset
        ? `stream error: stream ID ${stream.id ?? 1}; ${nameOf(stream.rstCode)}; received from peer`
        : (goaway ?? 'unexpected EOF'),
    );
  });
}
