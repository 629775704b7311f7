import type { Agent as HttpAgent, IncomingMessage, RequestOptions } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { Finding } from './explain.ts';

/** TLS options as `node:tls` has them. */
export interface TlsOptions {
  readonly ca?: string | Buffer | (string | Buffer)[] | undefined;
  readonly cert?: string | Buffer | undefined;
  readonly key?: string | Buffer | undefined;
  readonly servername?: string | undefined;
  /**
   * `false` accepts any certificate: then nobody knows who answered.
   * @default true
   */
  readonly rejectUnauthorized?: boolean | undefined;
}

export interface HttpClientOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBodyBytes: number;
  readonly redirects: number;
  readonly tls: TlsOptions | undefined;
  readonly socketPath: string | undefined;
  readonly agent: HttpAgent | HttpsAgent | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  /** Where a redirect that was not followed leads, without credentials and query. */
  readonly location: string | undefined;
  readonly body: string;
}

/** A small client over Node's own: one kept connection, bounded bodies, redirects by hand. Loaded at the first run. */
export function createHttpClient(options: HttpClientOptions): {
  send(url: URL, signal: AbortSignal, onStatus: (status: number) => void): Promise<HttpAnswer>;
} {
  /** One connection each, kept between runs and unref'd by Node while idle. */
  const agents = new Map<string, HttpAgent | HttpsAgent>();

  async function agentFor(protocol: string): Promise<HttpAgent | HttpsAgent> {
    if (options.agent !== undefined) return options.agent;
    const known = agents.get(protocol);
    if (known !== undefined) return known;
    const keep = { keepAlive: true, maxSockets: 1, maxFreeSockets: 1 };
    const { Agent: Plain } = process.getBuiltinModule('node:http');
    const { Agent: Secure } = process.getBuiltinModule('node:https');
    const agent = protocol === 'https:' ? new Secure(keep) : new Plain(keep);
    agents.set(protocol, agent);
    return agent;
  }

  async function once(url: URL, headers: HttpClientOptions['headers'], signal: AbortSignal): Promise<IncomingMessage> {
    const secure = url.protocol === 'https:';
    const { request } = secure ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http');
    const requestOptions: RequestOptions = {
      method: options.method,
      headers: { 'user-agent': 'probez', accept: '*/*', ...headers },
      agent: await agentFor(url.protocol),
      signal,
      ...(options.socketPath === undefined ? {} : { socketPath: options.socketPath }),
      ...(secure ? options.tls : {}),
    };
    const attempt = (): Promise<IncomingMessage> =>
      new Promise((resolve, reject) => {
        const sent = request(url, requestOptions, resolve);
        sent.once('error', (error) => {
          // The server may close a kept connection in the moment in which it is used again: ask on a new one.
          if (sent.reusedSocket && 'code' in error && error.code === 'ECONNRESET') attempt().then(resolve, reject);
          else reject(error);
        });
        sent.end();
      });
    return attempt();
  }

  async function send(url: URL, signal: AbortSignal, onStatus: (status: number) => void): Promise<HttpAnswer> {
    let target = url;
    let headers = options.headers;
    for (let followed = 0; ; followed += 1) {
      const response = await once(target, headers, signal);
      const status = response.statusCode ?? 0;
      const next = redirectTarget(status, response.headers.location, target);
      if (next === undefined || followed >= options.redirects) {
        onStatus(status);
        const body = await read(response, options.maxBodyBytes);
        if (next !== undefined && options.redirects > 0) throw new Finding(`more than ${options.redirects} redirects`);
        return { status, location: next === undefined ? undefined : `${next.origin}${next.pathname}`, body };
      }
      await read(response, 0);
      if (target.protocol === 'https:' && next.protocol !== 'https:') {
        throw new Finding(`redirected from https to ${next.origin}${next.pathname}, which is not followed`);
      }
      // As browsers do: secrets are for the host that they were given for.
      if (next.origin !== target.origin) headers = {};
      target = next;
    }
  }

  return { send };
}

function redirectTarget(status: number, location: string | undefined, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  if (!URL.canParse(location, from.href)) return undefined;
  const target = new URL(location, from);
  return target.protocol === 'http:' || target.protocol === 'https:' ? target : undefined;
}

const REST_BYTES = 65_536;
const REST_MS = 100;

/**
 * The beginning of a body. A short rest is read too, so that the connection can be kept; a long or slow one, such as that of
 * an event stream, costs the connection and not the run.
 */
function read(response: IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let total = 0;
    let timer: NodeJS.Timeout | undefined;
    const finish = (): void => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8'));
    };
    const leave = (): void => {
      finish();
      response.destroy();
    };
    const haveEnough = (): void => {
      timer ??= setTimeout(leave, REST_MS);
    };
    if (maxBytes === 0) haveEnough();
    response.on('data', (chunk: Buffer) => {
      if (total < maxBytes) chunks.push(chunk);
      total += chunk.length;
      if (total > maxBytes + REST_BYTES) leave();
      else if (total >= maxBytes) haveEnough();
    });
    response.once('end', finish);
    response.on('error', reject);
    response.once('aborted', () => reject(new Finding('the answer broke off')));
    response.once('close', () => clearTimeout(timer));
  });
}
