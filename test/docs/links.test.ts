/** Every link of every page, and every link to a page in what is published, leads somewhere. */
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { anchorsOf, linksOf, slug } from '../../site/lib/markdown.ts';
import { placeOf, REPOSITORY } from '../../site/lib/where.ts';
import { PACKAGES, ROOT } from '../support/packages.ts';
import { filesIn } from './files.ts';

const PAGES = filesIn('', '.md');
const anchors = new Map<string, ReadonlySet<string>>();

/** What is wrong with a link; `undefined` if it leads somewhere, or out of the project. */
function objection(target: string, page: string): string | undefined {
  const place = placeOf(target, page);
  if (place === undefined) return undefined;
  if (place.path.startsWith('..')) return 'leads out of the repository';
  const found = statSync(ROOT + place.path, { throwIfNoEntry: false });
  if (found === undefined) return 'no such file';
  if (place.anchor === undefined) return undefined;
  const file = found.isDirectory() ? `${place.path}/README.md`.replace(/^\//, '') : place.path;
  if (!file.endsWith('.md'))
    return /^L\d+(?:-L\d+)?$/.test(place.anchor) ? undefined : 'no such anchor in a file of code';
  let known = anchors.get(file);
  if (known === undefined) {
    known = anchorsOf(readFileSync(ROOT + file, 'utf8'));
    anchors.set(file, known);
  }
  return known.has(decodeURI(place.anchor)) ? undefined : `no such heading in ${file}`;
}

it('there are pages, and links between them', () => {
  expect(PAGES.length).toBeGreaterThan(150);
  expect(PAGES.flatMap((page) => linksOf(readFileSync(ROOT + page, 'utf8'))).length).toBeGreaterThan(500);
});

describe('the links of a page', () => {
  it.each(PAGES)('%s', (page) => {
    const dead = linksOf(readFileSync(ROOT + page, 'utf8')).flatMap(({ target, line }) => {
      const why = objection(target, page);
      return why === undefined ? [] : [`${page}:${line} ${target}: ${why}`];
    });
    expect(dead).toEqual([]);
  });
});

describe('links to pages in what is published', () => {
  it.each(PACKAGES)('$name', ({ folder }) => {
    const dead = ['.ts', '.json', '.mjs', '.html'].flatMap((ending) =>
      filesIn(`packages/${folder}/`, ending)
        .filter((file) => !file.includes('/test/'))
        .flatMap((file) =>
          // What is put together in the code ends where its expression begins.
          Array.from(
            readFileSync(ROOT + file, 'utf8').matchAll(new RegExp(`${REPOSITORY}/(?:blob|tree)/[^\\s"'\`)$]+`, 'g')),
          )
            .map(([target]) => target)
            .filter((target) => objection(target, file) !== undefined)
            .map((target) => `${file}: ${target}`),
        ),
    );
    expect(dead).toEqual([]);
  });
});

describe('how links and anchors are read', () => {
  it.each([
    ['words', 'What it does', 'what-it-does'],
    ['punctuation goes, each space stays', 'A — b: c, `d()` & e?', 'a--b-c-d--e'],
    ['letters of any language', '存活探针 und Größe', '存活探针-und-größe'],
    ['underscores and hyphens stay', 'SOME_name `--flag`', 'some_name---flag'],
    ['digits first', '1. First', '1-first'],
  ])('%s', (_what, heading, expected) => {
    expect([...anchorsOf(`# ${heading}\n`)]).toEqual([expected]);
  });

  it.each([
    ['a link', '# [The `page`](x.md) *here*, __so__', ['the-page-here-so']],
    ['two of one name', '# A\n## A\n### A', ['a', 'a-1', 'a-2']],
    ['closed by hashes', '## B ##', ['b']],
    ['in a block of code', '```md\n# no\n```\n# yes', ['yes']],
    ['in a longer fence', '````md\n```\n# no\n```\n````\n# yes', ['yes']],
    ['an id', '<a id="here"></a>\n\n<details id="there">', ['here', 'there']],
    ['no heading', '#no\n####### no', []],
  ])('headings: %s', (_what, page, expected) => {
    expect([...anchorsOf(page)]).toEqual(expected);
  });

  it.each([
    ['a link, with a title', '[a](b.md "c")', ['b.md']],
    ['a picture in a link', '[![a](b.png)](c.md)', ['b.png', 'c.md']],
    ['brackets in the target', '[a](b_(c).md)', ['b_(c).md']],
    ['angle brackets', '[a](<b.md>)', ['b.md']],
    ['a reference', '[a][b]\n\n[b]: c.md#d', ['c.md#d']],
    ['a footnote is none', '[^1]: text', []],
    ['HTML', '<a href="b.md"><img alt="" src="c.png"></a>', ['b.md', 'c.png']],
    ['in code', '`[a](b.md)`\n\n```md\n[a](b.md)\n```\n\n> ```\n> [a](b.md)\n> ```', []],
    ['in a comment', '<!-- [a](b.md) -->', []],
  ])('links: %s', (_what, page, expected) => {
    expect(
      linksOf(page)
        .map(({ target }) => target)
        .sort(),
    ).toEqual(expected);
  });

  it.each([
    ['beside', 'b.md', 'docs/b.md', undefined],
    ['above', '../README.md#try-it', 'README.md', 'try-it'],
    ['the page itself', '#here', 'docs/a.md', 'here'],
    ['a folder', '../examples/', 'examples', undefined],
    ['the root', '..', '', undefined],
    ['by its address', `${REPOSITORY}/blob/main/docs/b.md#c`, 'docs/b.md', 'c'],
    ['a picture, by its address', `${REPOSITORY}/raw/main/docs/images/c.png`, 'docs/images/c.png', undefined],
    ['the repository', `${REPOSITORY}#readme`, '', undefined],
    ['out', '../../x.md', '../x.md', undefined],
  ])('a link leads %s', (_what, target, path, anchor) => {
    expect(placeOf(target, 'docs/a.md')).toEqual({ path, anchor });
  });

  it.each(['https://example.com/a.md', 'mailto:a@example.com', '//example.com', `${REPOSITORY}/issues`])(
    '%s leads out of the project',
    (target) => {
      expect(placeOf(target, 'docs/a.md')).toBeUndefined();
    },
  );

  it('GitHub’s own rule', () => expect(slug('Hello, World!')).toBe('hello-world'));
});
