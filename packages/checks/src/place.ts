/** `host:port` for reasons; a path for a Unix socket; nothing where the host is not known. Never credentials. */
export function place(host: unknown, port: unknown): string {
  if (typeof host !== 'string' || host === '') return '';
  if (host.startsWith('/')) return host;
  const hasPort = typeof port === 'number' || (typeof port === 'string' && port !== '');
  const name = host.includes(':') ? `[${host}]` : host;
  return hasPort ? `${name}:${port}` : name;
}

/** The place in a connection string. */
export function placeOfUrl(text: unknown, defaultPort: number): string {
  if (typeof text !== 'string' && !(text instanceof URL)) return '';
  try {
    const { hostname, port } = new URL(text);
    return place(hostname.replace(/^\[(.*)\]$/, '$1'), port === '' ? defaultPort : port);
  } catch {
    return '';
  }
}

/** `PostgreSQL at 127.0.0.1:5432`, or the name alone where the place is not known. */
export function subjectAt(what: string, ...places: readonly string[]): string {
  const known = places.find((each) => each !== '');
  return known === undefined ? what : `${what} at ${known}`;
}
