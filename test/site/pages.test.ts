/** Which pages the site has, and that each is found from its sidebar. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { askedPages, withAsked } from '../../site/lib/asked.ts';
import { slug } from '../../site/lib/markdown.ts';
import { addressOf, linkOnSite, pageOf, pagesIn, titleOf } from '../../site/lib/pages.ts';
import { sidebarOf } from '../../site/lib/sidebar.ts';
import { REPOSITORY } from '../../site/lib/where.ts';
import { fieldOf, wordsOf } from '../../site/lib/words.ts';
import { ROOT } from '../support/packages.ts';

const pages = ['docs', 'examples']
  .flatMap((folder) =>
    readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .filter((file) => file.endsWith('.md') && !file.includes('node_modules'));

const sidebar = sidebarOf(ROOT);

it.each([
  ['README.md', 'overview.md'],
  ['docs/README.md', 'index.md'],
  ['docs/options.md', 'options.md'],
  ['docs/checks/README.md', 'checks/index.md'],
  ['examples/kubernetes/01-exec-file/README.md', 'examples/kubernetes/01-exec-file/index.md'],
  ['packages/core/README.md', 'packages/core/index.md'],
  ['site/api/README.md', 'api/index.md'],
  ['site/api/@probez/core/testing.md', 'api/core/testing.md'],
  ['CONTRIBUTING.md', 'contributing.md'],
  ['packages/kubelet/test/recorded/README.md', undefined],
  ['bench/README.md', undefined],
])('%s is the page %s', (file, page) => expect(pageOf(file)).toBe(page));

it('no two files are one page', () => {
  const names = pages.map((file) => pageOf(file));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it('every page stands in a sidebar', () => {
  const listed = new Set(
    Object.values(sidebar).flatMap((sections) => sections.flatMap(({ items }) => items.map(({ link }) => link))),
  );
  const missing = pages.map((file) => addressOf(pageOf(file) ?? file)).filter((page) => !listed.has(page));
  expect(missing).toEqual([]);
});

it('lessons, scenarios and decisions stand in the order of their numbers', () => {
  const numbers = (address: string) =>
    (sidebar[address] ?? []).flatMap(({ items }) =>
      items.flatMap(({ link }) => /\/0*(\d+)-[^/]*\/?$/.exec(link)?.[1] ?? []),
    );
  for (const address of ['/course/', '/examples/kubernetes/', '/decisions/']) {
    const found = numbers(address).map(Number);
    expect(found.length, address).toBeGreaterThan(10);
    expect(found).toEqual([...found].sort((a, b) => a - b));
  }
});

it('each decision has a number of its own, in its name, its heading and the list; one that was taken in stands there still, with where', () => {
  const decisions = pagesIn(ROOT, 'docs/decisions').filter((file) => !file.endsWith('README.md'));
  const numbers = decisions.map((file) => Number(/\/(\d+)-/.exec(file)?.[1]));
  expect(decisions.map((file) => Number.parseInt(titleOf(readFileSync(ROOT + file, 'utf8')), 10))).toEqual(numbers);
  const list = Array.from(
    readFileSync(`${ROOT}docs/decisions/README.md`, 'utf8').matchAll(/^(\d+)\. .*\((\d+)-[^)]*\)$/gm),
    ([, number, file]) => [Number(number), Number(file)] as const,
  );
  expect(list.map(([number]) => number)).toEqual(list.map((_, index) => index + 1));
  expect(list.flatMap(([number, file]) => (number === file ? [number] : []))).toEqual(numbers);
});

describe('a link of docs/cli/lint.md', () => {
  it.each([
    ['../options.md#createhealthoptions', '/options#createhealthoptions'],
    ['../checks/README.md', '/checks/'],
    ['../checks', '/checks/'],
    ['../../README.md', '/overview'],
    ['../../examples/demoapp/', '/examples/demoapp/'],
    ['#rules', '#rules'],
    ['../images/rollout-dark.png', '/images/rollout-dark.png'],
    ['../../site', '/api/'],
    ['../../biome.json', `${REPOSITORY}/blob/main/biome.json`],
    ['../../test/scenarios', `${REPOSITORY}/tree/main/test/scenarios`],
    [`${REPOSITORY}/blob/main/docs/options.md`, '/options'],
    ['https://kubernetes.io/', undefined],
  ])('%s leads to %s', (target, expected) => expect(linkOnSite(ROOT, target, 'docs/cli/lint.md')).toBe(expected));
});

it('a title is the first heading without its marks', () => {
  expect(titleOf('text\n\n# The `page` of [this](that.md)\n')).toBe('The page of this');
});

describe('the words that the search knows', () => {
  it.each([
    ['an option of `gracefulShutdown`: deadlineMs', ['an', 'option', 'of', 'gracefulShutdown', 'deadlineMs']],
    ['probez run 命令', ['probez', 'run', '命令']],
    ['就绪探针', ['就绪', '绪探', '探针']],
    ['容器重启。Pod', ['容器', '器重', '重启', 'Pod']],
    ['用probez检查', ['用', 'probez', '检查']],
    ['`not-started`', ['not', 'started', 'not-started']],
    ['0/1 Running', ['0', '1', 'Running', '0/1']],
    ['', []],
  ])('%s', (text, words) => expect(wordsOf(text)).toEqual(words));

  it('are found by functions that need nothing around them', () => {
    const sent: unknown = new Function(`return (${wordsOf.toString()})('a b')`)();
    expect(sent).toEqual(['a', 'b']);
  });
});

describe('what a page is asked for', () => {
  it.each(askedPages)('%s is a page, or a section of one', (place) => {
    const [file = '', id] = place.split('#');
    expect(pageOf(file)).toBeDefined();
    const headings = Array.from(readFileSync(ROOT + file, 'utf8').matchAll(/^#+ (.*)/gm), ([, title = '']) =>
      slug(title),
    );
    expect(headings.length).toBeGreaterThan(0);
    if (id !== undefined) expect(headings).toContain(id);
  });

  it('stands behind the heading of its section', () => {
    const html = withAsked(
      'docs/troubleshooting.md',
      '<h1 id="a">A</h1>\n<h2 id="exit-codes" tabindex="-1">B</h2>\n<p>shown</p>',
    );
    expect(html).toMatch(/<\/h1>\n<p>[^<]*debug[^<]*<\/p>\n<h2[^>]*>B<\/h2>\n<p>[^<]*OOMKilled/);
  });

  it('stands in a field of its own, and not in the text', () => {
    const html = withAsked('packages/opentelemetry/README.md', '<h1>A</h1>\n<p>shown</p>');
    const text = html.replace(/<[^>]*>/g, '');
    const section = { id: '/packages/opentelemetry/#a', title: 'A', titles: [], text };
    expect(fieldOf(section, 'asked')).toContain('log level');
    expect(fieldOf(section, 'text')).not.toContain('log level');
    expect(fieldOf(section, 'text')).toContain('shown');
    expect(fieldOf(section, 'title')).toBe('A');
    expect(fieldOf({ ...section, text: 'shown' }, 'asked')).toBe('');
    expect(withAsked('docs/none.md', '<h1>A</h1>')).toBe('<h1>A</h1>');
  });
});
