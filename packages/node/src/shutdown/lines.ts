import type { OpenRequest } from './open-request.ts';

/** A duration for people: `0.3 s`, `10.0 s`; below 100 ms in milliseconds. */
export const seconds = (ms: number): string => (ms < 100 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);

/** `1 request`, `2 requests`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** What goes on, for a line to count. */
export interface Counted {
  open(): readonly OpenRequest[];
  idle(): number;
  /** What serves by itself, so that its requests cannot be counted. */
  readonly uncounted: readonly string[];
}

/** `1 request in flight, 0 idle connections`. What cannot be counted is said to be so. */
export function counts({ open, idle, uncounted }: Counted): string {
  const kinds = open().map(({ kind }) => kind);
  const tcp = kinds.filter((kind) => kind === 'tcp').length;
  const requests = kinds.filter((kind) => kind !== 'tcp' && kind !== 'server').length;
  const parts = [`${plural(requests, 'request')} in flight, ${plural(idle(), 'idle connection')}`];
  if (tcp > 0) parts.unshift(plural(tcp, 'TCP connection'));
  if (uncounted.length > 0) {
    // Zeros would look like an answer.
    if (requests + idle() === 0) parts.pop();
    parts.push(`the requests of ${uncounted.join(', ')} cannot be counted`);
  }
  return parts.join(', ');
}

/** What things that are cut are called, if they are of one kind. */
export function nounOf(open: readonly OpenRequest[]): string {
  if (open.every(({ kind }) => kind === 'tcp')) return 'TCP connection';
  return open.every(({ kind }) => kind === 'server') ? 'server' : 'request';
}

/** How many open requests a line names. */
const NAMED = 10;

/** `GET /slow (12.0 s), GET /chat (upgrade, 3.1 s) and 4 more`. */
export function named(open: readonly OpenRequest[]): string {
  const oldest = [...open].sort((a, b) => b.ageMs - a.ageMs);
  const shown = oldest.slice(0, NAMED).map(({ method, path, kind, ageMs }) => {
    if (kind === 'server') return `${path} (${seconds(ageMs)})`;
    return `${method} ${path} (${kind === 'http2' || kind === 'upgrade' ? `${kind}, ` : ''}${seconds(ageMs)})`;
  });
  const rest = oldest.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
