import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/packages.ts';
import { anchorsOf, linksOf, read, translations, withBlocksOf } from './page.ts';
import { breaches } from './typography.ts';

const pages = translations();
const pageOf = new Map(pages.map(({ source, page }) => [source, page]));
const textOf = new Map(pages.map(({ page, text }) => [page, text]));

describe.each(pages)('$page', ({ page, text, source }) => {
  it('has the commands and outputs of the English page', async () => {
    // `vitest -u` takes over what has changed there.
    await expect(withBlocksOf(text, read(source))).toMatchFileSnapshot(ROOT + page);
  });

  it('leads to Chinese pages where there are such, and says where there are none', () => {
    const strangers = linksOf(page, text).filter(
      ({ target, label, after }) =>
        target.endsWith('.md') &&
        !textOf.has(target) &&
        label !== 'English' &&
        (pageOf.has(target) || !after.startsWith('（英文）')),
    );
    expect(strangers).toEqual([]);
    for (const { target } of linksOf(page, text)) expect(existsSync(ROOT + target), target).toBe(true);
  });

  it('names anchors that are there', () => {
    for (const { target, anchor } of linksOf(page, text).filter(({ anchor }) => anchor !== ''))
      expect(anchorsOf(textOf.get(target) ?? read(target)), target).toContain(anchor);
  });

  it('is set as Chinese is', () => {
    expect(breaches(text)).toEqual([]);
  });
});

it('no English page is translated twice', () => {
  expect(pageOf.size).toBe(pages.length);
});
