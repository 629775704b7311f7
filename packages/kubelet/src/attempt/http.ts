import type { Socket } from 'node:net';
import { type Address, dialError, openSocket, serverName, systemError } from './dial.ts';
import { quote } from './go-text.ts';
import { type AttemptOutcome, errored, failure, kubernetesVersion, readText, success } from './outcome.ts';
import { createResponseReader, type ProbeResponse } from './response.ts';
import { authority, type ProbeUrl, resolveLocation, urlText } from './url.ts';

/** One `httpHeaders` entry of a manifest. */
export interface HeaderField {
  /** As it is sent. */
  readonly name: string;
  /** As it is sent. */
  readonly value: string;
}

/** Options of `attemptHttp`. */
export interface HttpAttemptOptions {
  /** The address, made by {@link probeUrl} or {@link parseUrl}. */
  readonly url: ProbeUrl;
  /** How long the whole attempt may take, in milliseconds: connecting, redirects, headers and body. */
  readonly timeoutMs: number;
  /**
   * Headers in addition to the kubelet's own; the same name replaces the kubelet's. A repeated name is sent repeatedly.
   * @default none
   */
  readonly headers?: readonly HeaderField[] | undefined;
  /** Part of the User-Agent: `kube-probe/1.36`, or `kube-lifecycle/1.36` for hooks. @default 'probe' */
  readonly purpose?: 'probe' | 'lifecycle' | undefined;
  /**
   * Path of a Unix socket to connect to; the URL still gives Host and path.
   * @default none
   */
  readonly socketPath?: string | undefined;
  /**
   * Ends the attempt early; the promise then resolves with a failure.
   * @default none
   */
  readonly signal?: AbortSignal | undefined;
}

/** The outcome of an HTTP attempt; status and body are those of the last response, if there was one. */
export interface HttpAttemptOutcome extends AttemptOutcome {
  /** The status code. */
  readonly status?: number;
  /** At most 10 KiB of it, which is what the kubelet reads. */
  readonly body?: string;
}

const maxRedirects = 10;
const redirects = new Set([301, 302, 303, 307, 308]);
const awaitingHeaders = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
const readingBody = 'context deadline exceeded (Client.Timeout or context cancellation while reading body)';

const canonical = (name: string) =>
  /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)
    ? name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase())
    : name;

/** The header fields by canonical name, with the kubelet's defaults. */
function requestHeaders(options: HttpAttemptOptions): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const { name, value } of options.headers ?? []) {
    const key = canonical(name);
    headers.set(key, [...(headers.get(key) ?? []), value]);
  }
  if (!headers.has('User-Agent'))
    headers.set('User-Agent', [`kube-${options.purpose ?? 'probe'}/${kubernetesVersion}`]);
  if (!headers.has('Accept')) headers.set('Accept', ['*/*']);
  else if (headers.get('Accept')?.[0] === '') headers.delete('Accept');
  return headers;
}

const written = new Set(['Host', 'User-Agent', 'Content-Length', 'Transfer-Encoding', 'Trailer']);
const oneLine = (value: string) => value.replace(/[\r\n]/g, ' ').trim();

/** The request, byte for byte as Go writes it: Host, User-Agent, then the rest in alphabetical order, then Connection. */
function requestBytes(url: ProbeUrl, headers: ReadonlyMap<string, readonly string[]>, host: string): Buffer {
  const lines = [`GET ${url.path}${url.query} HTTP/1.1`, `Host: ${host}`];
  const agent = headers.get('User-Agent')?.[0] ?? '';
  if (agent !== '') lines.push(`User-Agent: ${oneLine(agent)}`);
  const closes = (headers.get('Connection') ?? []).some((value) => /(^|,)\s*close\s*(,|$)/i.test(value));
  for (const [name, values] of [...headers].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (!written.has(name)) for (const value of values) lines.push(`${name}: ${oneLine(value)}`);
  if (!closes) lines.push('Connection: close');
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8');
}

type Exchange =
  | {
      readonly kind: 'response';
      readonly response: ProbeResponse;
      readonly body: Uint8Array;
      readonly bodyError?: string;
    }
  | { readonly kind: 'error'; readonly message: string };

interface Hop {
  readonly url: ProbeUrl;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** The `Host` header. */
  readonly host: string;
  readonly socketPath: string | undefined;
  readonly msLeft: number;
  readonly signal: AbortSignal | undefined;
}

/** One request on one new connection. */
async function exchange(hop: Hop): Promise<Exchange> {
  const address: Address = { host: hop.url.host, port: hop.url.port, socketPath: hop.socketPath };
  const tls = hop.url.scheme === 'https' ? await import('./tls.ts') : undefined;
  const { url, headers, host } = hop;
  return new Promise((resolve) => {
    const reader = createResponseReader();
    let headersSeen: ProbeResponse | undefined;
    const raw = openSocket(address);
    let socket: Socket = raw;
    let connected = false;
    let ends = '';

    const finish = (result: Exchange) => {
      clearTimeout(timer);
      hop.signal?.removeEventListener('abort', abort);
      socket.destroy();
      raw.destroy();
      resolve(result);
    };
    const interrupted = (beforeHeaders: string, inBody: string) =>
      finish(
        headersSeen === undefined
          ? { kind: 'error', message: beforeHeaders }
          : { kind: 'response', response: headersSeen, body: new Uint8Array(), bodyError: inBody },
      );
    const abort = () => interrupted('context canceled', 'context canceled');
    const timer = setTimeout(() => interrupted(awaitingHeaders, readingBody), Math.max(0, hop.msLeft));
    const onState = (state: ReturnType<typeof reader.end>) => {
      if (state.kind === 'body') headersSeen = state.response;
      else if (state.kind === 'done') finish({ kind: 'response', response: state.response, body: state.body });
      else if (state.kind === 'malformed') finish({ kind: 'error', message: state.message });
      else if (state.kind === 'bad-body')
        finish({ kind: 'response', response: state.response, body: new Uint8Array(), bodyError: state.message });
    };
    const attach = (stream: Socket) => {
      socket = stream;
      stream.on('data', (bytes: Buffer) => onState(reader.push(bytes)));
      stream.on('end', () => onState(reader.end()));
      stream.on('close', () => onState(reader.end()));
      stream.write(requestBytes(url, headers, host));
    };
    const attachHttp2 = (stream: Socket) => {
      socket = stream;
      void import('./http2.ts').then(({ exchangeHttp2 }) =>
        exchangeHttp2(
          stream,
          { authority: host, target: `${url.path}${url.query}`, headers },
          {
            headers(response) {
              headersSeen = response;
            },
            done: (response, body) => finish({ kind: 'response', response, body }),
            failed: (message) => interrupted(message, message),
          },
        ),
      );
    };
    raw.on('error', (error) => {
      if (!connected) return finish({ kind: 'error', message: dialError(error, address) });
      if (tls !== undefined && socket === raw) return; // the TLS layer reports it
      const code = systemError(error)?.code;
      if (code === 'EPIPE') return; // an answer may still be on its way
      const text = code === 'ECONNRESET' ? 'connection reset by peer' : (code ?? error.message);
      const where = `read tcp ${ends}: read: ${text}`;
      interrupted(where, where);
    });
    raw.once('connect', () => {
      connected = true;
      ends = `${raw.localAddress}:${raw.localPort}->${raw.remoteAddress}:${raw.remotePort}`;
      if (tls === undefined) attach(raw);
      else
        tls.wrap(raw, serverName(hop.url.host), {
          ready: (stream, protocol) => (protocol === 'h2' ? attachHttp2(stream) : attach(stream)),
          failed: (message) => interrupted(message, message),
        });
    });
    if (hop.signal?.aborted) abort();
    else hop.signal?.addEventListener('abort', abort);
  });
}

/**
 * An httpGet attempt: GET on a new connection, 200 to 399 succeeds, redirects to the same host name are followed.
 * Never rejects. https://github.com/kubernetes/kubernetes/blob/master/pkg/probe/http/http.go
 */
export async function attemptHttp(options: HttpAttemptOptions): Promise<HttpAttemptOutcome> {
  const headers = requestHeaders(options);
  const customHost = headers.get('Host')?.[0] ?? '';
  const end = performance.now() + options.timeoutMs;
  let url = options.url;
  let host = customHost === '' ? authority(url) : customHost;
  for (let hops = 1; ; hops++) {
    const result = await exchange({
      url,
      headers,
      host,
      socketPath: options.socketPath,
      msLeft: end - performance.now(),
      signal: options.signal,
    });
    const failed = (message: string, where = urlText(url)) => failure(`Get ${quote(where)}: ${message}`);
    if (result.kind === 'error') return failed(result.message);
    const { status } = result.response;
    const location = redirects.has(status) ? result.response.headers.get('location') : undefined;
    if (location !== undefined && location !== '') {
      const next = resolveLocation(url, location);
      if (next === undefined) return failed(`failed to parse Location header ${quote(location)}: invalid URL`);
      if (next.host === options.url.host) {
        if (hops >= maxRedirects) return failed(`stopped after ${maxRedirects} redirects`, location);
        if ('error' in next) return failed(next.error, location);
        const relative = !/^([A-Za-z][A-Za-z0-9+.-]*:|\/\/)/.test(location);
        host = relative && customHost !== '' ? host : authority(next);
        if (!headers.has('Referer') || hops > 1) setReferer(headers, url, next);
        url = next;
        continue;
      }
    }
    return { ...judge(status, result), status, body: readText(result.body) };
  }
}

/** Go sends the page that redirected, except from https to http. */
function setReferer(headers: Map<string, string[]>, from: ProbeUrl, to: ProbeUrl): void {
  if (from.scheme === 'https' && to.scheme === 'http') return;
  headers.set('Referer', [urlText({ ...from, fragment: '' })]);
}

function judge(status: number, result: Extract<Exchange, { kind: 'response' }>): AttemptOutcome {
  if (result.bodyError !== undefined) return errored('failure', result.bodyError);
  const body = readText(result.body);
  if (status < 200 || status >= 400) return failure(`HTTP probe failed with statuscode: ${status}`);
  if (status < 300) return success(body);
  return { result: 'warning', output: `Probe terminated redirects, Response body: ${body}` };
}
