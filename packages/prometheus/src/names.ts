/** What a bounded set of values has no room for: the word of `@probez/opentelemetry`, so that dashboards fit both. */
const OTHER = '_OTHER';

/** The check names that have series of their own: a limited number, whatever the app registers. */
export function createNames(limit: number): (check: string) => string {
  const own = new Set<string>();
  return (check) => {
    if (own.has(check)) return check;
    if (own.size >= limit) return OTHER;
    own.add(check);
    return check;
  };
}
