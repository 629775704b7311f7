import net from 'node:net';
import { hasMethods } from '@probez/core/internal';
import { isTlsServer } from '../tls.ts';
import { connectionsOf } from './adopted.ts';
import { watchArrivals } from './arrivals.ts';
import { takeInBacklog } from './backlog.ts';
import { followHandshakes } from './handshakes.ts';
import { followHttp1 } from './http1.ts';
import { followHttp2 } from './http2.ts';
import { followTcp } from './tcp.ts';
import type { ShutdownClock } from './timers.ts';
import type { Traffic } from './traffic.ts';

/** A server and everything that goes on in it. */
export interface ServerTraffic extends Omit<Traffic, 'close'> {
  /** Stops accepting and resolves when no connection is left. */
  close(idleMs: number): Promise<void>;
  /** It has begun to listen, and has not told of its end: somebody takes it for open. */
  readonly expected: boolean;
  /** Several connections have come in the drain, and somebody destroyed each as it came. */
  readonly refusing: boolean;
  /** `the server on port 3000`, also when it does not listen any more. */
  readonly name: string;
  /** Closes idle connections at once, if it is closing. */
  hurry(): void;
}

export function followServer(server: net.Server, clock: ShutdownClock): ServerTraffic {
  const secure = isTlsServer(server);
  const http2 = 'updateSettings' in server;
  const http = 'keepAliveTimeout' in server;
  // A clear-text HTTP/2 server speaks nothing else; one over TLS may allow HTTP/1.
  const http1 = http || (http2 && secure) ? followHttp1(server, { clock, tls: secure }) : undefined;
  const newConnections = http || http2 ? undefined : secure ? 'secureConnection' : 'connection';
  // Of HTTP/2 and upgraded HTTPS from before, the raw sockets are all that there is to see.
  const tcp = !http || secure ? followTcp(server, clock, newConnections) : undefined;
  const earlier = connectionsOf(server);
  for (const socket of earlier.http1) http1?.adopt(socket);
  for (const socket of earlier.others) (tcp ?? http1)?.adopt(socket);
  const traffic: Traffic[] = [
    http2 ? followHttp2(server, clock) : undefined,
    http1,
    tcp,
    secure ? followHandshakes(server, clock) : undefined,
  ].filter((part) => part !== undefined);
  let expected = server.listening;
  let name = nameOf(server);
  let closing = false;
  let quiet = false;

  /** Listening may still be on its way when the signal comes. */
  const onListening = (): void => {
    expected = true;
    name = nameOf(server);
    if (closing) stopListening();
  };
  const onClose = (): void => {
    expected = false;
  };
  const arrivals = watchArrivals(server);
  server.on('listening', onListening);
  server.on('close', onClose);

  /**
   * `http.Server#close` also destroys every idle connection at once, which resets a request that is just arriving; what it
   * extends only stops to listen. The app's server stays as it is.
   * @see https://nodejs.org/api/http.html#serverclosecallback
   */
  const stopListening = (): void =>
    void ('_handle' in server ? net.Server.prototype.close.call(server) : server.close());

  const idle = (): number => traffic.reduce((sum, part) => sum + part.idle(), 0);

  return {
    get expected() {
      return expected;
    },
    get refusing() {
      return arrivals.refused;
    },
    get name() {
      return name;
    },
    drain() {
      arrivals.begin();
      for (const part of traffic) part.drain();
    },
    async close(idleMs) {
      await takeInBacklog(server);
      closing = true;
      const gone = new Promise<void>((resolve) => server.once('close', () => resolve()));
      stopListening();
      for (const part of traffic) part.close(idleMs);
      await gone;
    },
    hurry() {
      if (closing) for (const part of traffic) part.close(0);
    },
    sweep() {
      for (const part of traffic) part.sweep();
      // Connections that were there before anybody followed them are seen by Node only, and only when ours are gone:
      // it would destroy those as well.
      const wasQuiet = quiet;
      quiet = idle() === 0;
      if (wasQuiet && quiet && hasIdleConnections(server)) server.closeIdleConnections();
    },
    cut() {
      for (const part of traffic) part.cut();
      if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
        server.closeAllConnections();
    },
    open: () => traffic.flatMap((part) => part.open()),
    idle,
    dispose() {
      server.off('listening', onListening);
      server.off('close', onClose);
      arrivals.dispose();
      for (const part of traffic) part.dispose();
    },
  };
}

function nameOf(server: net.Server): string {
  const address = server.address();
  return typeof address === 'object' && address !== null ? `the server on port ${address.port}` : 'the server';
}

const hasIdleConnections = (server: object): server is { closeIdleConnections(): void } =>
  hasMethods(server, ['closeIdleConnections']);
