import { expect, it } from 'vitest';
import { blobOf, type Translation } from './page.ts';
import { report } from './report.ts';

const page = (name: string, from: string): Translation => ({
  page: `docs/zh/${name}.md`,
  text: '',
  source: `docs/${name}.md`,
  from: blobOf(from),
});

const english: Readonly<Record<string, string>> = { 'docs/a.md': 'one\n', 'docs/long.md': 'two\nmore\n' };

it('which English pages have changed, by how much, and what to do', () => {
  const pages = [page('a', 'one\n'), page('long', 'two\n'), page('gone', 'three\n')];
  const from = blobOf('two\n').slice(0, 12);
  const told = report(
    pages,
    (path) => english[path],
    () => ({ added: 1, removed: 0 }),
  );
  expect(told.split('\n')).toEqual([
    'docs/zh/a.md     up to date',
    `docs/zh/long.md  docs/long.md +1 -0: git diff ${from} -- docs/long.md`,
    'docs/zh/gone.md  docs/gone.md is gone',
    '',
    '3 pages, 2 behind. Once one says what the English page says: npm run docs:translations -- --done PAGE',
  ]);
});

it('without the history it still knows which', () => {
  const told = report(
    [page('long', 'two\n')],
    (path) => english[path],
    () => undefined,
  );
  expect(told).toContain('docs/long.md changed (by how much, a full clone knows)');
});

it('nothing to do is said, too', () => {
  const told = report(
    [page('a', 'one\n')],
    (path) => english[path],
    () => undefined,
  );
  expect(told).toBe('docs/zh/a.md  up to date\n\n1 pages, all up to date');
});
