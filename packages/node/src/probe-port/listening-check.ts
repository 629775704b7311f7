import { get as httpGet } from 'node:http';
import { connect, type Server } from 'node:net';
import type { CheckBase, PolledCheck, PollPolicy } from '@probez/core';
import { BASE_KEYS, knownKeys, POLL_KEYS, quote, refuse, whole } from '@probez/core/internal';
import { isTlsServer } from '../tls.ts';

/** Where `listeningCheck` connects to, if you have no server object. */
export interface ListeningTarget {
  /** The TCP port, 1 to 65535. */
  readonly port: number;
  /**
   * A name or an address.
   * @default '127.0.0.1'
   */
  readonly host?: string | undefined;
  /**
   * Whether `path` is requested over TLS. The certificate is not verified: the check asks only whether the app answers.
   * @default false
   */
  readonly tls?: boolean | undefined;
}

/** A server of Node's: http, https, http2, net or tls; Fastify has one as `app.server`. */
export type ListeningServer = Pick<Server, 'address' | 'listening'>;

/** Options of `listeningCheck`: those of every polled check, and `path`. */
export interface ListeningCheckOptions extends Omit<CheckBase, 'name'>, PollPolicy {
  /**
   * The check's name.
   * @default 'app-port'
   */
  readonly name?: string | undefined;
  /**
   * A path to request with GET over HTTP/1.1; a status from 200 to 399 passes. Do not give the path of a probe that contains
   * this check: once failed, both would fail forever.
   * @default none: it is enough that a connection can be made
   */
  readonly path?: string | undefined;
}

/**
 * A check that connects to the app's own port: `health.register(listeningCheck(server))`. Without it, the probes on a separate
 * probe port stay green while the app's port is closed or was never opened.
 * @param target the app's server, or its port and host
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export function listeningCheck(
  target: ListeningServer | ListeningTarget,
  options: ListeningCheckOptions = {},
): PolledCheck {
  knownKeys('listeningCheck', options, ['name', 'path', ...BASE_KEYS, ...POLL_KEYS]);
  const { name = 'app-port', path, ...base } = options;
  if (path !== undefined && (typeof path !== 'string' || !path.startsWith('/'))) {
    refuse('path', path, 'a path such as "/livez"');
  }
  const destination = destinationOf(target);
  return {
    componentType: 'component',
    ...base,
    name,
    run: ({ signal }) => (path === undefined ? knock : ask)(destination(), { signal, path: path ?? '/' }),
  };
}

/** Where to connect to. */
interface Destination {
  readonly where: { readonly port: number; readonly host: string } | { readonly path: string };
  readonly tls: boolean;
}

interface Question {
  readonly signal: AbortSignal;
  readonly path: string;
}

function destinationOf(target: unknown): () => Destination {
  if (isServer(target)) return () => addressOf(target);
  if (typeof target !== 'object' || target === null || !('port' in target)) {
    return refuse('listeningCheck', target, 'a server, or an object with port', 'was given');
  }
  const { port } = target;
  const host = 'host' in target ? (target.host ?? '127.0.0.1') : '127.0.0.1';
  const tls = 'tls' in target && target.tls === true;
  if (typeof host !== 'string' || host === '') return refuse('host', host, 'a name or an address');
  const where = { port: whole('port', port, 1, 65_535), host };
  return () => ({ where, tls });
}

const isServer = (target: unknown): target is ListeningServer =>
  typeof target === 'object' && target !== null && 'address' in target && typeof target.address === 'function';

/** Read anew with each run: a server may be opened, closed and opened again elsewhere. */
function addressOf(server: ListeningServer): Destination {
  const address = server.address();
  if (!server.listening || address === null) throw new Error('the server is not listening');
  const tls = isTlsServer(server);
  if (typeof address === 'string') return { where: { path: address }, tls };
  return { where: { port: address.port, host: LOOPBACK[address.address] ?? address.address }, tls };
}

/** Where a server listens on all addresses. `localhost` is both, and Node tries both. */
const LOOPBACK: Readonly<Record<string, string>> = { '::': 'localhost', '0.0.0.0': '127.0.0.1' };

function knock({ where }: Destination, { signal }: Question): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...where, timeout: 0 });
    const stop = (): void => void socket.destroy();
    signal.addEventListener('abort', stop, { once: true });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
    socket.once('close', () => {
      signal.removeEventListener('abort', stop);
      reject(new Error('the connection could not be made'));
    });
  });
}

async function ask({ where, tls }: Destination, { signal, path }: Question): Promise<void> {
  const get = tls ? process.getBuiltinModule('node:https').get : httpGet;
  return new Promise((resolve, reject) => {
    // The app's path, over a socket's path where there is one.
    const place = 'path' in where ? { socketPath: where.path } : where;
    const options = { ...place, path, signal, agent: false, headers: { 'User-Agent': 'probez' } };
    const request = get(tls ? { ...options, rejectUnauthorized: false } : options);
    request.once('error', reject);
    request.once('response', ({ statusCode = 0 }) => {
      request.destroy();
      if (statusCode >= 200 && statusCode <= 399) resolve();
      else reject(new Error(`GET ${quote(path)} was answered with ${statusCode}`));
    });
  });
}
