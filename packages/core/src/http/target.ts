import { decodePercent } from './query.ts';

/** A request target cut in two: `/readyz?verbose` is `/readyz` and `verbose`. */
export interface Target {
  readonly path: string;
  readonly query: string;
}

/** Splits a request target of any form. A fragment is not sent by clients, and cut where one is. */
export function splitTarget(url: string): Target {
  const origin = url.charCodeAt(0) === SLASH ? url : originForm(url);
  const hash = origin.indexOf('#');
  const whole = hash < 0 ? origin : origin.slice(0, hash);
  const mark = whole.indexOf('?');
  return mark < 0 ? { path: whole, query: '' } : { path: whole.slice(0, mark), query: whole.slice(mark + 1) };
}

export const SLASH = 47;

/** The absolute form, which proxies send, without its scheme and host. @see https://www.rfc-editor.org/rfc/rfc9112#name-absolute-form */
function originForm(url: string): string {
  const absolute = /^https?:\/\/[^/?#]*/i.exec(url);
  if (absolute === null) return url;
  const rest = url.slice(absolute[0].length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/**
 * Where `path` lies under the segments of a probe's path: `''` for the probe itself, the rest for a check of its, raw and
 * decoded below; `undefined` where it does not. Tolerates percent-encoding, repeated slashes and a trailing one.
 */
export function restUnder(segments: readonly string[], path: string): string | undefined {
  let position = 0;
  for (const segment of segments) {
    if (path.charCodeAt(position) !== SLASH) return undefined;
    while (path.charCodeAt(position) === SLASH) position += 1;
    const slash = path.indexOf('/', position);
    const end = slash < 0 ? path.length : slash;
    if (path.slice(position, end) !== segment && decodePercent(path.slice(position, end)) !== segment) return undefined;
    position = end;
  }
  while (path.charCodeAt(position) === SLASH) position += 1;
  return path.slice(position);
}

/** A path that may be somebody's after decoding: everything else can be told apart by its plain text. */
export const isCanonical = (path: string): boolean => !path.includes('%') && !path.includes('//');
