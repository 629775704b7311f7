// What the search goes by. The functions are sent to the browser as their sources, so they use nothing from outside.

/**
 * The words of a text. What a hyphen or a slash joins counts in its parts and as a whole: `not-started`, `0/1`. Chinese has no spaces between
 * words: each two characters that stand together count as one, which no dictionary has to know.
 */
export function wordsOf(text: string): string[] {
  const joined = text.match(/\d+\/\d+|[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)+/gu) ?? [];
  const parts = text
    .split(/[\s\p{P}\p{Z}`<>=|\uE000]+/u)
    .flatMap((word) =>
      Array.from(word.matchAll(/\p{Script=Han}+|\P{Script=Han}+/gu), ([run]) => Array.from(run)).flatMap((letters) =>
        letters.length < 2 || !/\p{Script=Han}/u.test(letters[0] ?? '')
          ? [letters.join('')]
          : letters.slice(1).map((letter, index) => `${letters[index]}${letter}`),
      ),
    );
  return [...parts, ...joined];
}

/** A section as VitePress makes it. */
interface Section {
  readonly id: string;
  readonly title: string;
  readonly titles: string[];
  readonly text: string;
}

/** What of a section stands in a field of the index: what it is asked for stands in its text between two marks, see `asked.ts`. */
export function fieldOf(section: Section, field: string): string | string[] {
  const [before = '', asked = '', after = ''] = section.text.split('\uE000');
  if (field === 'asked') return asked;
  return field === 'text' ? before + after : section[field as Exclude<keyof Section, 'text'>];
}

/** Where somebody begins comes first, then what says how to do something; what lists names, numbers and reasons comes last. */
export const weightOf = (address: string): number => {
  if (/\/(?:getting-started|overview|options|choosing-checks|graceful-shutdown|troubleshooting)(?:#|$)/.test(address))
    return 1.5;
  return /\/(?:api|benchmarks|contributing|decisions|matrix)\b/.test(address) ? 0.4 : 1;
};

/** The fields of a section, and how much each counts. */
const weights = { title: 4, titles: 1, text: 2, asked: 6 };

/** How MiniSearch makes the index. */
export const indexing = { tokenize: wordsOf, extractField: fieldOf, fields: Object.keys(weights) };

/** How it looks for what was typed: a short word and a number mean themselves and not what is like them. */
export const searching = {
  boost: weights,
  boostDocument: weightOf,
  // A rare word that is there counts more than a common one that is like it.
  weights: { prefix: 0.2, fuzzy: 0.05 },
  prefix: (term: string): boolean => term.length > 2,
  fuzzy: (term: string): number => (term.length > 5 && !/\d/.test(term) ? 0.2 : 0),
};
