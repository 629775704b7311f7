import type { IncomingMessage } from 'node:http';

/**
 * Who has posted from a page of another origin, if somebody has: any page in the browser of whoever reaches this app could fail
 * its probes otherwise. Browsers say where a page is from, other clients say nothing.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function otherOrigin({ headers }: IncomingMessage): string | undefined {
  const site = headers['sec-fetch-site'];
  const { origin, host } = headers;
  if (site === 'same-origin' || site === 'none') return undefined;
  if (site !== undefined) return origin ?? `a ${site} page`;
  // Browsers of old, and those that are not on HTTPS or on this machine, send the origin alone.
  if (origin === undefined || hostOf(origin) === host?.toLowerCase()) return undefined;
  return origin;
}

/** `null` is the origin of a page that has none, such as a file or a sandboxed frame. */
function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
