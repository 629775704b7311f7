import http from 'node:http';
import net from 'node:net';
import { isTlsServer } from '../tls.ts';
import { takeInBacklog } from './backlog.ts';
import { followHandshakes } from './handshakes.ts';
import { followHttp1 } from './http1.ts';
import { followHttp2 } from './http2.ts';
import type { ShutdownClock } from './timers.ts';
import type { Traffic } from './traffic.ts';

/** A server and everything that goes on in it. */
export interface ServerTraffic extends Omit<Traffic, 'close'> {
  /** Stops accepting and resolves when no connection is left. */
  close(idleMs: number): Promise<void>;
  /** Closes idle connections at once, if it is closing. */
  hurry(): void;
}

export function followServer(server: net.Server, clock: ShutdownClock): ServerTraffic {
  const secure = isTlsServer(server);
  const http2 = 'updateSettings' in server;
  const traffic: Traffic[] = [];
  if (http2) traffic.push(followHttp2(server, clock));
  // A clear-text HTTP/2 server speaks nothing else; one over TLS may allow HTTP/1.
  if (!http2 || secure) traffic.push(followHttp1(server, { clock, tls: secure }));
  if (secure) traffic.push(followHandshakes(server, clock));
  let closing = false;
  let quiet = false;

  /** Listening may still be on its way when the signal comes. */
  const onListening = (): void => {
    if (closing) stopListening();
  };
  server.on('listening', onListening);

  /**
   * `http.Server#close` also destroys every idle connection at once, which resets a request that is just arriving; what it
   * extends only stops to listen. The app's server stays as it is.
   * @see https://nodejs.org/api/http.html#serverclosecallback
   */
  const stopListening = (): void => void net.Server.prototype.close.call(server);

  const idle = (): number => traffic.reduce((sum, part) => sum + part.idle(), 0);

  return {
    drain: () => traffic.forEach((part) => void part.drain()),
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
      if (wasQuiet && quiet && server instanceof http.Server) server.closeIdleConnections();
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
      for (const part of traffic) part.dispose();
    },
  };
}
