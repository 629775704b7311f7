import { describe, expect, it } from 'vitest';
import { withoutCode } from '../../site/lib/markdown.ts';
import { placeOf } from '../../site/lib/where.ts';
import { ROOT } from '../support/packages.ts';
import { read, translations, withBlocksOf } from './page.ts';
import { breaches } from './typography.ts';

const pages = translations();
const chinese = new Set(pages.map(({ page }) => page));
const translated = new Set(pages.map(({ source }) => source));

/** Links to English pages of which there is a Chinese one, or which do not say that they are English. */
function linksToEnglish(page: string, text: string): string[] {
  const links = Array.from(withoutCode(text).matchAll(/(?<!!)\[([^\]]+)\]\(([^)\s]+)\)(（英文）)?/g));
  return links.flatMap(([link, label, target = '', told]) => {
    const path = placeOf(target, page)?.path;
    if (path === undefined || !path.endsWith('.md') || chinese.has(path) || label === 'English') return [];
    return translated.has(path) || told === undefined ? [link] : [];
  });
}

describe.each(pages)('$page', ({ page, text, source }) => {
  it('has the commands and outputs of the English page', async () => {
    // `vitest -u` takes over what has changed there.
    await expect(withBlocksOf(text, read(source))).toMatchFileSnapshot(ROOT + page);
  });

  it('leads to Chinese pages where there are such, and says where there are none', () => {
    expect(linksToEnglish(page, text)).toEqual([]);
  });

  it('is set as Chinese is', () => {
    expect(breaches(text)).toEqual([]);
  });
});

it('no English page is translated twice', () => {
  expect(translated.size).toBe(pages.length);
});
