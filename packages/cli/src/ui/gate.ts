import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a request needs to be accepted. */
export interface Gate {
  /** Part of the page's address, which only the person who ran the command has seen. */
  readonly token: string;
  readonly port: number;
}

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** What is asked for, below the token; or the status that refuses it. */
export type Admission = { readonly part: string } | { readonly refused: 403 | 404 | 405 };

const PARTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['', ['GET', 'HEAD']],
  ['room.css', ['GET', 'HEAD']],
  ['room.js', ['GET', 'HEAD']],
  ['events', ['GET']],
  ['do', ['POST']],
]);

/**
 * Every page in every browser of this machine can reach loopback. So a request needs our own host name, which a foreign name that
 * resolves to loopback does not have (DNS rebinding), no other origin, and the token.
 */
export function admit({ method, url, headers }: Asked, { token, port }: Gate): Admission {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host = '', origin } = headers;
  if (!hosts.includes(host)) return { refused: 403 };
  if (origin !== undefined && origin !== `http://${host}`) return { refused: 403 };
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return { refused: 403 };
  const [, given = '', part] = /^\/([^/?]*)\/([^/?]*)(?:\?.*)?$/.exec(url) ?? [];
  const methods = part === undefined ? undefined : PARTS.get(part);
  if (!isSame(given, token) || part === undefined || methods === undefined) return { refused: 404 };
  return methods.includes(method) ? { part } : { refused: 405 };
}

/** Takes as long for every guess. */
function isSame(given: string, token: string): boolean {
  const [one, other] = [given, token].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
