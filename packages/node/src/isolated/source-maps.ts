import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A place in a source; line and column count from 0. */
export interface Place {
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

/** A huge map is not worth the memory of a small thread. */
const MAX_CHARACTERS = 16 * 2 ** 20;

/**
 * Where a place in a compiled script comes from: what hangs is looked for in the TypeScript, not in the bundle.
 * `undefined` where there is no map, or none that can be read.
 */
export async function originalPlace(scriptUrl: string, mapUrl: string, place: Place): Promise<Place | undefined> {
  try {
    const base = isAbsolute(scriptUrl) ? scriptUrl : undefined;
    const inline = mapUrl.startsWith('data:');
    const from = inline ? base : new URL(mapUrl, base).href;
    const text = inline ? decodeDataUrl(mapUrl) : await readSmallFile(from);
    if (text === undefined) return undefined;
    const map: unknown = JSON.parse(text);
    if (typeof map !== 'object' || map === null || !('mappings' in map) || typeof map.mappings !== 'string')
      return undefined;
    const found = findMapping(map.mappings, place.line, place.column);
    const sources: unknown = 'sources' in map ? map.sources : undefined;
    const source: unknown = found !== undefined && Array.isArray(sources) ? sources[found.source] : undefined;
    if (found === undefined || typeof source !== 'string') return undefined;
    const root = 'sourceRoot' in map && typeof map.sourceRoot === 'string' ? map.sourceRoot : '';
    return { source: resolveSource(root + source, from), line: found.line, column: found.column };
  } catch {
    // A stack of the compiled code is better than none.
    return undefined;
  }
}

const isAbsolute = (url: string): boolean => url.startsWith('file:');

function resolveSource(source: string, from: string | undefined): string {
  if (source.startsWith('/')) return pathToFileURL(source).href;
  return from === undefined ? source : new URL(source, from).href;
}

function decodeDataUrl(url: string): string | undefined {
  const comma = url.indexOf(',');
  if (comma < 0 || url.length > MAX_CHARACTERS) return undefined;
  const body = url.slice(comma + 1);
  return url.slice(0, comma).endsWith(';base64')
    ? Buffer.from(body, 'base64').toString('utf8')
    : decodeURIComponent(body);
}

async function readSmallFile(url: string | undefined): Promise<string | undefined> {
  if (url === undefined || !url.startsWith('file:')) return undefined;
  const path = fileURLToPath(url);
  return (await stat(path)).size > MAX_CHARACTERS ? undefined : readFile(path, 'utf8');
}

interface Mapping {
  source: number;
  line: number;
  column: number;
}

/**
 * The mapping at a place of the compiled script, or the last before it on its line. Decodes as it goes and keeps nothing:
 * the decoded map of a bundle takes more memory than the thread has.
 * @see https://tc39.es/ecma426/#sec-mappings
 */
export function findMapping(mappings: string, line: number, column: number): Mapping | undefined {
  // Counted from one segment to the next: column (per line), source, line, column.
  const fields = [0, 0, 0, 0];
  let found: Mapping | undefined;
  let currentLine = 0;
  let position = 0;
  while (position < mappings.length && currentLine <= line) {
    const character = mappings[position];
    if (character === ';') {
      currentLine += 1;
      fields[0] = 0;
      position += 1;
      continue;
    }
    if (character === ',') {
      position += 1;
      continue;
    }
    let field = 0;
    for (; position < mappings.length && !isSeparator(mappings[position]); field += 1) {
      const { value, next } = decodeNumber(mappings, position);
      position = next;
      if (field < fields.length) fields[field] = (fields[field] ?? 0) + value;
    }
    const [at = 0, source = 0, sourceLine = 0, sourceColumn = 0] = fields;
    if (currentLine !== line || at > column) continue;
    found = field >= 4 ? { source, line: sourceLine, column: sourceColumn } : undefined;
  }
  return found;
}

const isSeparator = (character: string | undefined): boolean => character === ',' || character === ';';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A base 64 VLQ: five bits a digit, the sixth says that there are more, the lowest bit of all is the sign. */
function decodeNumber(text: string, start: number): { value: number; next: number } {
  let value = 0;
  let scale = 1;
  let position = start;
  for (;;) {
    const digit = DIGITS.indexOf(text[position] ?? '');
    if (digit < 0) throw new SyntaxError(`no base 64 digit at ${position} of the mappings`);
    position += 1;
    value += (digit & 31) * scale;
    if (digit < 32) break;
    scale *= 32;
  }
  return { value: value % 2 === 1 ? -(value - 1) / 2 : value / 2, next: position };
}
