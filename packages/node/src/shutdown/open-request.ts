import { oneLine } from '@probez/core/internal';

/** A request, a stream or a connection that is not over yet: what a shutdown names when it has to cut it. */
export interface OpenRequest {
  /** The method; `CONNECT` and upgrades have theirs too. `TCP` for a connection of a server with a protocol of its own. */
  readonly method: string;
  /** The path, without the query: queries carry secrets. The other end's address for `tcp`, the server's kind for `server`. */
  readonly path: string;
  /** How long it has been open, in milliseconds. */
  readonly ageMs: number;
  /** `upgrade` for WebSockets and the like; `server` for one whose connections cannot be seen, and which has not closed. */
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
