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

/** A page that says how to do something comes before one that lists names or tells why. */
export const weightOf = (address: string): number =>
  /^\/(?:api|decisions|mutation|hosts|matrix)\b/.test(address) ? 0.4 : 1;
