/** No page whose commands nobody plays, unless it says so: ```` ```sh not played: needs a cluster ````, which the site says once, at the end of the page. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandsOf, fileNameOf, notPlayed } from '../../site/lib/commands.ts';
import { pageOf } from '../../site/lib/pages.ts';
import { ROOT } from '../support/packages.ts';
import { filesIn } from './files.ts';

/** Which test plays the blocks of which pages, and by which fence it knows them. */
const PLAYED: readonly (readonly [pages: RegExp, fence: RegExp, by: string])[] = [
  [/^docs\/course\/\d/, /^console(?: first)?$/, 'test/course/played.real.test.ts'],
  [/^docs\/cli\/(?!run)|^packages\/cli\//, /^console$/, 'packages/cli/test/docs.process.test.ts'],
  [/^docs\/getting-started/, /^(?:sh|console)$/, 'test/docs/getting-started.process.test.ts'],
  [
    /^README|^docs\/(?:coming-from|frameworks)\.md|^packages\/[\w-]+\/README/,
    /^console$/,
    'test/docs/readme-snippets.process.test.ts',
  ],
  [/^docs\/workers\.md/, /^console$/, 'test/docs/workers.process.test.ts'],
  [/^examples\/README/, /^console$/, 'test/examples/starters.process.test.ts'],
  [/^examples\/observability\//, /^sh$/, 'test/opentelemetry/prometheus.real.test.ts'],
  [/^CONTRIBUTING/, /^$/, '.ci/run'],
];

const pages = filesIn('', '.md').filter((file) => pageOf(file) !== undefined && !file.startsWith('site/'));
const blocks = pages.flatMap((page) =>
  // Translations show the blocks of the English page, which test/translations sees to.
  page.startsWith('docs/zh/') ? [] : commandsOf(readFileSync(ROOT + page, 'utf8')).map((block) => ({ page, ...block })),
);

it('every command is played, or its block says why not', () => {
  const left = blocks.filter(
    ({ page, fence, notPlayed }) =>
      notPlayed === undefined && !PLAYED.some(([of, known]) => of.test(page) && known.test(fence)),
  );
  expect(left.map(({ page, line, fence }) => `${page}:${line} \`\`\`${fence}`)).toEqual([]);
});

it.each(PLAYED)('%s, %s: %s is there, and plays something', (of, fence, by) => {
  expect(existsSync(ROOT + by)).toBe(true);
  expect(blocks.some((block) => of.test(block.page) && fence.test(block.fence))).toBe(true);
});

it('far more is played than is not', () => {
  const not = blocks.filter((block) => block.notPlayed !== undefined && !block.notPlayed.includes('cluster'));
  expect(not.length * 4).toBeLessThan(blocks.length);
});

describe('a block of commands', () => {
  it.each([
    ['a shell', '```sh\nls\n```', ['sh']],
    ['a prompt', '```console\n$ ls\nfile\n```', ['console']],
    ['a prompt in any block', '```text\n$ ls\n```', ['text']],
    ['no language', '```\nnpm start\n```', ['']],
    ['in a list', '- text\n\n  ```sh\n  ls\n  ```', ['sh']],
    ['after another', '```js\n$ ls\n```\n\n```sh\nls\n```', ['js', 'sh']],
    ['what is only shown is none', '```console\nprobez: draining\n```', []],
    ['a line that installs is none', '```sh\nnpm install @probez/core\n```', []],
    ['a comment is none', '```sh\n# nothing\n```', []],
    ['code is none', '```js\nnode.run();\n```', []],
  ])('%s', (_what, page, fences) => expect(commandsOf(page).map(({ fence }) => fence)).toEqual(fences));

  it.each([
    ['sh not played: needs a cluster', 'needs a cluster'],
    ['console', undefined],
    ['sh not played', undefined],
    ['sh not played: ', undefined],
  ])('%s', (fence, why) => expect(notPlayed(fence)).toBe(why));

  it.each([
    ['yaml service.yaml', 'service.yaml'],
    ['js files/app.test.mjs', 'files/app.test.mjs'],
    ['dockerfile Dockerfile', 'Dockerfile'],
    ['console first', undefined],
    ['text translated', undefined],
    ['sh not played: see run.sh', undefined],
    ['js', undefined],
  ])('%s: the file that it shows', (fence, file) => expect(fileNameOf(fence)).toBe(file));
});
