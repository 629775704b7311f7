import type { Http2Session, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Server } from 'node:net';
import { listenBeside } from './beside.ts';
import { methodOf, type OpenRequest, pathOf } from './open-request.ts';
import type { ShutdownClock } from './timers.ts';
import type { Traffic } from './traffic.ts';

interface OpenStream {
  readonly headers: IncomingHttpHeaders;
  readonly since: number;
}

/**
 * Follows the HTTP/2 sessions of a server. HTTP/2 has no `Connection` header: GOAWAY says it, names the last request that
 * was taken, and every client knows that later ones were not executed.
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-6.8
 */
export function followHttp2(server: Server, clock: ShutdownClock): Traffic {
  const sessions = new Set<Http2Session>();
  const streams = new Map<ServerHttp2Stream, OpenStream>();
  let closing = false;

  const onSession = (session: Http2Session): void => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    if (closing) session.close();
  };

  const onStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void => {
    streams.set(stream, { headers, since: clock.now() });
    const { session } = stream;
    // It may be older than this shutdown, and nothing but a request leads to it.
    if (session !== undefined && !sessions.has(session)) onSession(session);
    stream.once('close', () => streams.delete(stream));
  };

  server.on('session', onSession);
  const endStream = listenBeside(server, 'stream', onStream);

  return {
    drain() {},
    close() {
      closing = true;
      for (const session of [...sessions]) session.close();
    },
    sweep() {
      for (const stream of [...streams.keys()]) if (isEventStream(stream)) endQuietly(stream);
    },
    cut() {
      for (const session of [...sessions]) session.destroy();
    },
    open() {
      const now = clock.now();
      return Array.from(
        streams.values(),
        ({ since, headers }): OpenRequest => ({
          kind: 'http2',
          method: methodOf(headers[':method']),
          path: pathOf(headers[':path']),
          ageMs: now - since,
        }),
      );
    },
    idle: () => sessions.size - new Set(Array.from(streams.keys(), (stream) => stream.session)).size,
    dispose() {
      server.off('session', onSession);
      endStream();
    },
  };
}

function isEventStream({ sentHeaders, writableEnded }: ServerHttp2Stream): boolean {
  // Not set before the head is out.
  const headers: ServerHttp2Stream['sentHeaders'] | undefined = sentHeaders;
  return !writableEnded && String(headers?.['content-type'] ?? '').startsWith('text/event-stream');
}

function endQuietly(stream: ServerHttp2Stream): void {
  // The app's next write comes after the end; without a listener that error would take the process down.
  stream.on('error', () => {});
  stream.end();
}
