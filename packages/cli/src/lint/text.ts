/** A quoted value for a message, never longer than a line. */
export function quote(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** A scalar as it is written in a manifest; anything else quoted. */
export const plain = (value: unknown) =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : quote(value);

/** Control characters from a manifest must reach neither a terminal nor a log. */
export const clean = (text: string) => text.replace(/\p{Cc}/gu, ' ');

export const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
