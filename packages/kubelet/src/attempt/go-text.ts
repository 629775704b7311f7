/** Texts as Go prints them, because they end up in the events that people search for. */

const escapes: Record<string, string> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

const hex = (code: number, width: number) => code.toString(16).padStart(width, '0');

/** Go's `%q`: https://pkg.go.dev/strconv#Quote */
export function quote(text: string): string {
  let out = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const escaped = escapes[char];
    if (escaped !== undefined) out += escaped;
    else if (code < 0x20 || code === 0x7f) out += `\\x${hex(code, 2)}`;
    else if (code >= 0x80 && code < 0xa0) out += `\\u${hex(code, 4)}`;
    else out += char;
  }
  return `"${out}"`;
}

/** Go's `%q` of bytes that may not be text: each odd byte becomes `\xNN`. */
export function quoteBytes(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  if (!text.includes('\uFFFD')) return quote(text);
  let out = '';
  for (const byte of bytes) out += byte < 0x80 ? quote(String.fromCharCode(byte)).slice(1, -1) : `\\x${hex(byte, 2)}`;
  return `"${out}"`;
}

/** Go's `%v` of a duration of whole milliseconds: `1s`, `1m30s`, `500ms`. https://pkg.go.dev/time#Duration.String */
export function duration(ms: number): string {
  if (ms === 0) return '0s';
  if (ms < 1000) return `${ms}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = `${(ms % 60_000) / 1000}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

/** `host:port`, with brackets around an IPv6 address. */
export const joinHostPort = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
