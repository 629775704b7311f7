import type { OpenRequest } from './open-request.ts';

/** A duration for people: `0.3 s`, `10.0 s`; below 100 ms in milliseconds. */
export const seconds = (ms: number): string => (ms < 100 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);

/** `1 request`, `2 requests`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** How many open requests a line names. */
const NAMED = 10;

/** `GET /slow (12.0 s), GET /chat (upgrade, 3.1 s) and 4 more`. */
export function named(open: readonly OpenRequest[]): string {
  const oldest = [...open].sort((a, b) => b.ageMs - a.ageMs);
  const shown = oldest.slice(0, NAMED).map(({ method, path, kind, ageMs }) => {
    const what = method === '' ? path : `${method} ${path}`;
    return `${what} (${kind === 'http1' || kind === 'tcp' ? '' : `${kind}, `}${seconds(ageMs)})`;
  });
  const rest = oldest.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
