// @ts-nocheck
import { redact, redactStart } from './redact.ts';

const MAX_TEXT = 1_000;

/** What is looked at of a text, however long it is: more than is shown, because redaction may shorten. */
export const clip = (text: string): string => (text.length > 4 * MAX_TEXT ? redactStart(text, 4 * MAX_TEXT) : text);

/** One line, no control characters, no secrets, not too long: the same text for answers, events and logs. */
export function oneLine(text: string): string {
  return cut(printable(redact(clip(text))).trim());
}

/** What is clean already, made of parts that are: not too long. */
export const cut = (clean: string): string =>
  clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT - 1).replace(HALF_A_PAIR, '')}…` : clean;

/** Control and format characters, line and paragraph separators and lone surrogates, made visible. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escaped);

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** A cut may go through a pair of surrogates. */
const HALF_A_PAIR = /\p{Cs}$/u;

function escaped(character: string): string {
  if (character === '\n' || character === '\r' || character === '\t') return ' ';
  return `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`;
}

const MAX_NAME = 200;

/** A check's name as lines and logs show it: nothing in it turns, hides or floods what stands beside it. */
export function printableName(name: string): string {
  const shown = printable(name.slice(0, MAX_NAME + 1));
  return shown.length > MAX_NAME ? `${shown.slice(0, MAX_NAME - 1).replace(HALF_A_PAIR, '')}…` : shown;
}
