/** What a page of Markdown links to, and what may be linked to in it. */

export interface Link {
  readonly target: string;
  readonly line: number;
}

/** A text without its blocks of code and its comments; lines keep their numbers. */
export function withoutCode(markdown: string): string {
  return markdown
    .replace(/^([ \t]*(?:> ?)*[ \t]*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^[ \t>]*\2`*[ \t]*$/gm, blank)
    .replace(/<!--[\s\S]*?-->/g, blank);
}

const blank = (text: string): string => text.replace(/[^\n]/g, '');

/** A span of code is text, whatever stands in it. */
const withoutSpans = (text: string): string => text.replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, blank);

/** Every link and picture: `[text](target)`, `[text]: target`, `href=""` and `src=""`. */
export function linksOf(markdown: string): readonly Link[] {
  const text = withoutSpans(withoutCode(markdown));
  const patterns = [
    /\]\(\s*<?([^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*)>?(?:\s+["'][^\n]*?["'])?\s*\)/g,
    /^ {0,3}\[[^\]^]+\]:\s*<?([^\s>]+)>?/gm,
    /<(?:a|img|source)\b[^>]*?\s(?:href|src|srcset)="([^"\s]+)"/g,
  ];
  return patterns.flatMap((pattern) =>
    Array.from(text.matchAll(pattern), ({ 1: target = '', index }) => ({
      target,
      line: text.slice(0, index).split('\n').length,
    })),
  );
}

/** GitHub's rule for the anchor of a heading. The site is told to use the same, so that one link works in both. */
export const slug = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');

/** The text of a heading as it is shown: of a link its words, of code and emphasis their content. */
const shown = (heading: string): string =>
  heading
    .replace(/\s+#+\s*$/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(
      /(`+)(.*?)\1|<[^>]+>|(\*\*?|(?<!\w)__?(?=\w))(.*?)\3/g,
      (_all, _tick, code, _mark, text) => code ?? text ?? '',
    );

/** What may stand after `#` in a link to this page: its headings, those of one name numbered, and what has an `id`. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const text = withoutCode(markdown);
  const anchors = new Set<string>();
  for (const [, heading = ''] of text.matchAll(/^ {0,3}#{1,6}[ \t]+(.+)$/gm)) {
    const name = slug(shown(heading));
    let free = name;
    for (let number = 1; anchors.has(free); number += 1) free = `${name}-${number}`;
    anchors.add(free);
  }
  for (const [, id = ''] of text.matchAll(/<\w+\b[^>]*?\s(?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}
