import { oneLine } from '@probez/core/internal';

/** A request, a stream or a connection that is still open; a shutdown names those that it has to cut. */
export interface OpenRequest {
  /** The HTTP method; `TCP` for a connection of a server that speaks another protocol. */
  readonly method: string;
  /** The path, without the query, which may hold secrets. For `tcp` the client's address, for `server` the kind of server. */
  readonly path: string;
  /** How long it has been open, in milliseconds. */
  readonly ageMs: number;
  /** `upgrade`: a WebSocket or the like. `server`: a server that has not stopped, and whose requests cannot be counted. */
  readonly kind: 'http1' | 'http2' | 'upgrade' | 'tcp' | 'server';
}

const MAX_METHOD = 20;
const MAX_PATH = 200;

/** A method as it came, fit for a log line. HTTP/2 takes any. */
export const methodOf = (method: unknown): string => cut(typeof method === 'string' ? method : '', MAX_METHOD);

/** The path of a request target, fit for a log line: no query, no host, no control characters, not endless. */
export function pathOf(target: unknown): string {
  const text = typeof target === 'string' ? target.slice(0, 10 * MAX_PATH) : '';
  return cut(text.replace(/[?#].*$/s, '').replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '') || '/', MAX_PATH);
}

function cut(text: string, max: number): string {
  const shown = oneLine(text);
  return shown.length > max ? `${shown.slice(0, max - 1)}…` : shown;
}
