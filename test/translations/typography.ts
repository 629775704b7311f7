import { withoutCode } from '../../site/lib/markdown.ts';

const HAN = '\\p{Script=Han}';
const WIDE = '，。：；！？、（）';

/** What Chinese readers stumble over. Code in a line counts as a word. */
const RULES: readonly (readonly [rule: string, found: string])[] = [
  ['a space between Chinese and Latin', `${HAN}[A-Za-z0-9]|[A-Za-z0-9%]${HAN}`],
  ['punctuation of full width', `${HAN}[,;:?!()]|[,;?!(]${HAN}|\\)${HAN}`],
  ['no space beside punctuation of full width', `[${WIDE}] [^-|—]|[^-|>] [${WIDE}]`],
  ['a paragraph in one line: a break would show as a space', `${HAN}\\n[ \\t]*${HAN}`],
];

/** Markdown takes no bold whose inner side is punctuation while a letter stands outside, and Chinese letters are letters. */
const BOLD = /([^\n]?)\*\*([^*\n]+)\*\*([^\n]?)/g;
const isLetter = (character: string): boolean => /[\p{L}\p{N}`]/u.test(character);

function isNoBold([, before = '', words = '', after = '']: RegExpMatchArray): boolean {
  return (/^\p{P}/u.test(words) && isLetter(before)) || (/\p{P}$/u.test(words) && isLetter(after));
}

/** Each breach of a rule with the words around it. */
export function breaches(text: string): string[] {
  const prose = withoutCode(text)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`[^`\n]+`/g, 'code')
    .replace(/<[^>]+>/g, '');
  const found = RULES.flatMap(([rule, pattern]) =>
    Array.from(prose.matchAll(new RegExp(`.{0,8}(?:${pattern}).{0,8}`, 'gu')), ([words]) => `${rule}: ${words.trim()}`),
  );
  const bold = Array.from(prose.matchAll(BOLD)).filter(isNoBold);
  return [...found, ...bold.map(([words]) => `bold that Markdown takes as such: ${words}`)];
}
