/** The parameters that probes understand. */
export interface ProbeQuery {
  readonly verbose: boolean;
  readonly exclude: readonly string[];
  readonly format: string | undefined;
}

const NONE: ProbeQuery = { verbose: false, exclude: [], format: undefined };

/** Reads a query string as Go's `url.ParseQuery` does: a pair with a bad escape or a semicolon is dropped. Never throws. */
export function parseQuery(query: string): ProbeQuery {
  if (query === '') return NONE;
  let verbose = false;
  let format: string | undefined;
  const exclude: string[] = [];
  for (const pair of query.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const equals = pair.indexOf('=');
    const key = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
    if (value === undefined) continue;
    if (key === 'verbose') verbose = true;
    else if (key === 'exclude') exclude.push(value);
    else if (key === 'format') format ??= value;
  }
  return { verbose, exclude, format };
}

function decode(text: string): string | undefined {
  const spaced = text.replaceAll('+', ' ');
  return decodePercent(spaced) ?? (/%(?![0-9a-f]{2})/i.test(spaced) ? undefined : decodeBytes(spaced));
}

/** Escapes may stand for bytes that are no text; Go takes them, and so does this, as replacement characters. */
function decodeBytes(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    new TextDecoder().decode(Uint8Array.from(escapes.slice(1).split('%'), (hex) => Number.parseInt(hex, 16))),
  );
}

/** Percent-decodes, or says `undefined` where an escape is bad. */
export function decodePercent(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
