// What the search goes by. Both functions are sent to the browser as their sources, so they use nothing from outside.

/** The words of a text. Chinese has no spaces between them: the browser knows where they are. */
export function wordsOf(text: string): string[] {
  const words = text.split(/[\s\p{P}\p{Z}`<>=|]+/u).filter((word) => word !== '');
  if (!/\p{Script=Han}/u.test(text)) return words;
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  return words.flatMap((word) =>
    /\p{Script=Han}/u.test(word)
      ? Array.from(segmenter.segment(word)).flatMap(({ segment, isWordLike }) =>
          isWordLike === false ? [] : [segment],
        )
      : [word],
  );
}

/** Where somebody begins comes first, then what says how to do something; what lists names, numbers and reasons comes last. */
export const weightOf = (address: string): number => {
  if (/^\/(?:getting-started|overview|options|choosing-checks)\b/.test(address)) return 1.5;
  return /^\/(?:api|benchmarks|decisions|hosts|matrix)\b/.test(address) ? 0.4 : 1;
};
