import { quote, quoteBytes } from './go-text.ts';
import { maxOutputBytes } from './outcome.ts';

/** One response, as far as a probe needs it. */
export interface ProbeResponse {
  readonly status: number;
  /** Names in lower case; the first of repeated ones. */
  readonly headers: ReadonlyMap<string, string>;
}

/** What the bytes so far add up to. */
export type ReadState =
  | { readonly kind: 'headers' }
  | { readonly kind: 'body'; readonly response: ProbeResponse }
  | { readonly kind: 'done'; readonly response: ProbeResponse; readonly body: Uint8Array }
  | { readonly kind: 'malformed'; readonly message: string }
  | { readonly kind: 'bad-body'; readonly response: ProbeResponse; readonly message: string };

const maxHeaderBytes = 10 << 20; // Go's Transport.MaxResponseHeaderBytes
const maxInformational = 5;
const broken = (message: string): ReadState => ({
  kind: 'malformed',
  message: `net/http: HTTP/1.x transport connection broken: ${message}`,
});

type Framing = { readonly kind: 'length'; left: number } | { readonly kind: 'chunked' } | { readonly kind: 'close' };

/**
 * Reads an HTTP/1 response from bytes, with the judgement of Go's net/http. By hand because Node's own parser refuses statuses
 * and header lines that the kubelet accepts, and because loading it costs a probe client a fifth of its start-up.
 */
export function createResponseReader() {
  let buffer: Buffer = Buffer.alloc(0);
  let informational = 0;
  let response: ProbeResponse | undefined;
  let framing: Framing = { kind: 'close' };
  let final: ReadState | undefined;
  const body: Buffer[] = [];
  let bodyLength = 0;

  const finish = (state: ReadState): ReadState => {
    final = state;
    return state;
  };
  const takeBody = (bytes: Buffer) => {
    const room = maxOutputBytes - bodyLength;
    const part = bytes.subarray(0, room);
    body.push(part);
    bodyLength += part.length;
  };
  const complete = (of: ProbeResponse): ReadState => finish({ kind: 'done', response: of, body: Buffer.concat(body) });

  function readHead(): ReadState | undefined {
    const end = headEnd(buffer);
    if (end === undefined) {
      const firstLine = buffer.subarray(0, buffer.indexOf(10) + 1 || buffer.length);
      // A server that speaks something else is known by its first line; Go does not wait for more either.
      if (buffer.includes(10)) {
        const status = readStatusLine(firstLine);
        if (typeof status === 'string') return finish(broken(status));
      }
      if (buffer.length > maxHeaderBytes)
        return finish(broken(`net/http: server response headers exceeded ${maxHeaderBytes} bytes; aborted`));
      return { kind: 'headers' };
    }
    const lines = buffer.subarray(0, end.start).toString('latin1').split(/\r?\n/);
    const firstLine = buffer.subarray(0, buffer.indexOf(10));
    buffer = buffer.subarray(end.next);
    const status = readStatusLine(firstLine);
    if (typeof status === 'string') return finish(broken(status));
    const headers = readHeaders(lines.slice(1));
    if (typeof headers === 'string') return finish(broken(`malformed MIME header line: ${headers}`));
    if (status >= 100 && status < 200 && status !== 101) {
      informational++;
      if (informational > maxInformational) return finish(broken('net/http: too many 1xx informational responses'));
      return undefined;
    }
    response = { status, headers };
    if (status === 101 || status === 204 || status === 304) return complete(response);
    const found = framingOf(headers);
    if (typeof found === 'string') return finish(broken(found));
    framing = found;
    if (framing.kind === 'length' && framing.left === 0) return complete(response);
    return undefined;
  }

  function readBody(of: ProbeResponse): ReadState {
    if (framing.kind === 'chunked') return readChunks(of);
    takeBody(buffer);
    if (framing.kind === 'length') framing.left -= buffer.length;
    buffer = Buffer.alloc(0);
    if (bodyLength >= maxOutputBytes || (framing.kind === 'length' && framing.left <= 0)) return complete(of);
    return { kind: 'body', response: of };
  }

  function readChunks(of: ProbeResponse): ReadState {
    for (;;) {
      const line = buffer.indexOf(10);
      if (line === -1) {
        if (buffer.length > 4096)
          return finish({ kind: 'bad-body', response: of, message: 'http: chunked line too long' });
        return { kind: 'body', response: of };
      }
      const length = chunkLength(buffer.subarray(0, line).toString('latin1'));
      if (typeof length === 'string') return finish({ kind: 'bad-body', response: of, message: length });
      if (length === 0) return complete(of);
      const start = line + 1;
      const room = maxOutputBytes - bodyLength;
      if (buffer.length - start >= Math.min(length, room) && room <= length) {
        takeBody(buffer.subarray(start, start + length));
        return complete(of);
      }
      if (buffer.length - start < length + 2) return { kind: 'body', response: of };
      takeBody(buffer.subarray(start, start + length));
      const after = buffer.subarray(start + length);
      const ending = after[0] === 10 ? 1 : after[0] === 13 && after[1] === 10 ? 2 : 0;
      if (ending === 0) return finish({ kind: 'bad-body', response: of, message: 'malformed chunked encoding' });
      buffer = after.subarray(ending);
    }
  }

  return {
    /** Adds bytes and says what is known now. */
    push(bytes: Uint8Array): ReadState {
      if (final !== undefined) return final;
      buffer = buffer.length === 0 ? Buffer.from(bytes) : Buffer.concat([buffer, bytes]);
      while (response === undefined) {
        const state = readHead();
        if (state !== undefined) return state;
        if (response === undefined && buffer.length === 0) return { kind: 'headers' };
      }
      return readBody(response);
    },
    /** The other side has closed. */
    end(): ReadState {
      if (final !== undefined) return final;
      if (response === undefined) {
        // A clean close before the first byte reads differently from one in the middle of the headers.
        if (buffer.length === 0 && informational === 0) return finish({ kind: 'malformed', message: 'EOF' });
        const status = buffer.length > 0 && !buffer.includes(10) ? readStatusLine(buffer) : 0;
        if (typeof status === 'string') return finish(broken(status));
        return finish(broken('unexpected EOF'));
      }
      if (framing.kind === 'close') return complete(response);
      return finish({ kind: 'bad-body', response, message: 'unexpected EOF' });
    },
  };
}

/** The empty line after the headers: where the headers stop and where the body starts. */
function headEnd(buffer: Buffer): { start: number; next: number } | undefined {
  for (let at = buffer.indexOf(10); at !== -1; at = buffer.indexOf(10, at + 1)) {
    const start = at > 0 && buffer[at - 1] === 13 ? at - 1 : at;
    if (buffer[at + 1] === 10) return { start, next: at + 2 };
    if (buffer[at + 1] === 13 && buffer[at + 2] === 10) return { start, next: at + 3 };
  }
  return undefined;
}

/** How long the chunk after this line is, or what Go says is wrong with the line. */
function chunkLength(line: string): number | string {
  const size = (line.split(';', 1)[0] ?? '').trim();
  if (/^[0-9A-Fa-f]{1,15}$/.test(size)) return Number.parseInt(size, 16);
  return size === '' ? 'empty hex number for chunk length' : 'invalid byte in chunk length';
}

/** The headers, the first of each name; or the line that is none. */
function readHeaders(lines: readonly string[]): Map<string, string> | string {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) return line;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

/** How the body ends, or what Go says is wrong with that. */
function framingOf(headers: ReadonlyMap<string, string>): Framing | string {
  if (headers.get('transfer-encoding')?.toLowerCase() === 'chunked') return { kind: 'chunked' };
  const length = headers.get('content-length');
  if (length === undefined) return { kind: 'close' };
  return /^\d+$/.test(length) ? { kind: 'length', left: Number(length) } : `bad Content-Length ${quote(length)}`;
}

/** The status, or what Go says is wrong with the line. */
function readStatusLine(bytes: Uint8Array): number | string {
  const line = Buffer.from(bytes)
    .toString('latin1')
    .replace(/\r?\n?$/, '');
  const shown = quoteBytes(Buffer.from(line, 'latin1'));
  const space = line.indexOf(' ');
  if (space === -1) return `malformed HTTP response ${shown}`;
  const proto = line.slice(0, space);
  const code =
    line
      .slice(space + 1)
      .trimStart()
      .split(' ', 1)[0] ?? '';
  if (code.length !== 3) return `malformed HTTP status code ${quote(code)}`;
  if (!/^\d{3}$/.test(code)) return `malformed HTTP status code ${quote(code)}`;
  if (!/^HTTP\/\d\.\d$/.test(proto)) return `malformed HTTP version ${quote(proto)}`;
  return Number(code);
}
