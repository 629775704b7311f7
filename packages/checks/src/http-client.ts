import type { Agent as HttpAgent, IncomingMessage, RequestOptions } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { peek } from '@probez/core/internal';
import { Finding } from './explain.ts';
import type { TlsOptions } from './tls-options.ts';

export interface HttpClientOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBodyBytes: number;
  readonly redirects: number;
  readonly tls: TlsOptions | undefined;
  readonly socketPath: string | undefined;
  readonly agent: HttpAgent | HttpsAgent | undefined;
}

/** What is meant for one origin: secrets, and the way there. */
type Credentials = Pick<HttpClientOptions, 'headers' | 'tls' | 'socketPath' | 'agent'>;

/** What an agent or TLS options present to the other side, or expect of that one host. */
const IDENTITY = ['cert', 'key', 'pfx', 'passphrase', 'servername', 'session', 'auth'];

/**
 * What goes to another origin that a redirect names. As browsers do: secrets are for the origin that they were given for, a client
 * certificate too, wherever it stands. Whom to trust (`ca`) and a proxy's agent remain.
 */
function withoutSecrets({ tls, agent }: Credentials): Credentials {
  const isSecret = (key: string): boolean => IDENTITY.includes(key);
  const holdsSecret = Object.keys(Object(peek(agent, 'options'))).some(
    (key) => isSecret(key) && peek(agent, 'options', key) !== undefined,
  );
  return {
    headers: {},
    tls: tls && Object.fromEntries(Object.entries(tls).filter(([key]) => !isSecret(key))),
    socketPath: undefined,
    agent: holdsSecret ? undefined : agent,
  };
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

  function agentFor(protocol: string, given: HttpAgent | HttpsAgent | undefined): HttpAgent | HttpsAgent {
    if (given !== undefined) return given;
    const known = agents.get(protocol);
    if (known !== undefined) return known;
    const keep = { keepAlive: true, maxSockets: 1, maxFreeSockets: 1 };
    const { Agent: Plain } = process.getBuiltinModule('node:http');
    const { Agent: Secure } = process.getBuiltinModule('node:https');
    const agent = protocol === 'https:' ? new Secure(keep) : new Plain(keep);
    agents.set(protocol, agent);
    return agent;
  }

  async function once(url: URL, credentials: Credentials, signal: AbortSignal): Promise<IncomingMessage> {
    const { headers, tls, socketPath, agent } = credentials;
    const secure = url.protocol === 'https:';
    const { request } = secure ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http');
    const requestOptions: RequestOptions = {
      method: options.method,
      headers: { 'user-agent': 'probez', accept: '*/*', ...headers },
      agent: agentFor(url.protocol, agent),
      signal,
      ...(socketPath === undefined ? {} : { socketPath }),
      ...(secure ? tls : {}),
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
    let credentials: Credentials = options;
    for (let followed = 0; ; followed += 1) {
      const response = await once(target, credentials, signal);
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
      if (next.origin !== target.origin) credentials = withoutSecrets(credentials);
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
    response.once('aborted', () => reject(new Finding('the response ended before it was complete')));
    response.once('close', () => clearTimeout(timer));
  });
}
