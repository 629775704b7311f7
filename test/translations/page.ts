import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { ROOT } from '../support/packages.ts';
import { withComments } from './comments.ts';

const FOLDER = 'docs/zh';
const MARK = /^<!-- translated from (\S+) ([0-9a-f]{40}) -->\n/;
const BLOCK = /^```[^\n]*\n[\s\S]*?^```$/gm;

/** A page in Chinese, and the English page of which it says the same. */
export interface Translation {
  /** Path from the repository's root, as all paths here. */
  readonly page: string;
  readonly text: string;
  readonly source: string;
  /** Git's name for the content of the English page when it was translated: known without any history, found again with it. */
  readonly from: string;
}

export const read = (path: string): string => readFileSync(ROOT + path, 'utf8');

/** Git's name for a content, so that `git cat-file -p` shows what a page was translated from. */
export const blobOf = (text: string): string =>
  createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');

/** Every page of `docs/zh`. */
export function translations(): Translation[] {
  return readdirSync(ROOT + FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => translationOf(`${FOLDER}/${file}`, read(`${FOLDER}/${file}`)));
}

/** @throws Error if the page does not say what it was translated from. */
export function translationOf(page: string, text: string): Translation {
  const [, source, from] = MARK.exec(text) ?? [];
  if (source === undefined || from === undefined)
    throw new Error(`${page}: its first line must be <!-- translated from PAGE HASH -->`);
  return { page, text, source, from };
}

/** The page, told to be a translation of the English page as it is now. */
export const stamped = ({ text, source }: Translation, english: string): string =>
  text.replace(MARK, `<!-- translated from ${source} ${blobOf(english)} -->\n`);

/** The code blocks of a page, fences included. */
export const blocksOf = (text: string): string[] => Array.from(text.matchAll(BLOCK), ([block]) => block);

/**
 * The translation with the commands and outputs of the English page. Comments behind commands may be in Chinese. A drawing has words of
 * its own in each language: its fence in the translation says so, ```` ```text translated ````.
 *
 * @throws Error if the two pages have not the same number of blocks.
 */
export function withBlocksOf(translation: string, english: string): string {
  const wanted = blocksOf(english);
  const own = blocksOf(translation);
  if (own.length !== wanted.length)
    throw new Error(`${own.length} code blocks, and ${wanted.length} in the English page: add or take out by hand`);
  let index = -1;
  return translation.replace(BLOCK, (block) => {
    index += 1;
    return /^```\w+ translated\n/.test(block) ? block : withComments(wanted[index] ?? block, block);
  });
}
