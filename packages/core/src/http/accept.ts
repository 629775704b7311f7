/** The media types of a JSON answer. */
export type JsonType = 'application/health+json' | 'application/json';

/**
 * The JSON type to answer with, or `undefined` for text: JSON must be named, and be liked at least as much as text.
 * A wildcard is text.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-accept
 */
export function jsonTypeOf(accept: string | undefined): JsonType | undefined {
  if (accept === undefined || !/json/i.test(accept)) return undefined;
  let text = 0;
  let health = 0;
  let json = 0;
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = qualityOf(parameters);
    if (type === 'application/health+json') health = Math.max(health, quality);
    else if (type === 'application/json') json = Math.max(json, quality);
    else if (type === '*/*' || type.startsWith('text/')) text = Math.max(text, quality);
  }
  const best = Math.max(health, json);
  if (best === 0 || best < text) return undefined;
  return health >= json ? 'application/health+json' : 'application/json';
}

function qualityOf(parameters: readonly string[]): number {
  const weight = parameters.find((parameter) => /^q\s*=/.test(parameter));
  if (weight === undefined) return 1;
  const quality = Number(weight.slice(weight.indexOf('=') + 1));
  // An unreadable weight is no wish at all.
  return quality <= 1 ? quality : 0;
}
