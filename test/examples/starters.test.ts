import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/packages.ts';
import { filesOf, type Manifest, STARTERS } from './starters.ts';

const INDEX = readFileSync(join(ROOT, 'examples/README.md'), 'utf8');

/** What has nothing of a framework in it. */
const ALIKE = [
  '.dockerignore',
  'compose.yaml',
  'kubernetes/deployment.yaml',
  'kubernetes/pdb.yaml',
  'kubernetes/service.yaml',
  'rollout.json',
];

/** Its own sources and tests, and what they are built with. */
const JAVASCRIPT = ['src/app.js', 'src/main.js', 'test/app.test.js'];
const NEST = [
  ...['src/app.controller.ts', 'src/app.module.ts', 'src/database.module.ts', 'src/main.ts', 'test/app.spec.ts'],
  'tsconfig.json',
];

/** A Dockerfile: who runs it, what it says of its health and what it starts, and what brings the files there. */
function imageOf(name: string): { readonly text: string; readonly before: string } {
  const text = filesOf(name).get('Dockerfile') ?? '';
  const at = text.indexOf('# A number');
  return { text: text.slice(at), before: text.slice(0, at) };
}

describe.each(STARTERS)('examples/%s', (name) => {
  const files = filesOf(name);

  it.each(ALIKE)('%s is that of the others', (file) => {
    expect(files.get(file)).toBe(filesOf('express').get(file));
  });

  it('has these files and no others', () => {
    const own = name === 'nest' ? NEST : JAVASCRIPT;
    expect([...files.keys()].sort()).toEqual(['Dockerfile', 'package.json', ...ALIKE, ...own].sort());
  });

  it('runs in its image as the others do, whatever is done before', () => {
    const { scripts }: Manifest = JSON.parse(files.get('package.json') ?? '');
    const main = scripts.start?.replace('node ', '') ?? '';
    const { text, before } = imageOf(name);
    const others = imageOf('express');
    expect(text).toBe(others.text.replace('src/main.js', main));
    // Where nothing is built, nothing else is done, either.
    if (scripts.build === undefined) expect(before).toBe(others.before);
  });

  it('can be copied: nothing in it reaches out of the folder', () => {
    for (const [file, text] of files) expect(text, file).not.toMatch(/\.\.\/\.\.|workspace:|probez-workspace/);
  });

  it('is in the index', () => {
    expect(INDEX).toContain(`](${name}/)`);
  });

  it('has the scripts that the index shows', () => {
    const { scripts }: Manifest = JSON.parse(files.get('package.json') ?? '');
    const shown = Array.from(INDEX.matchAll(/^\$ npm (?:run )?(test|lint|rollout)\b/gm), ([, script = '']) => script);
    expect(shown).toEqual(['test', 'lint', 'rollout']);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(shown));
  });
});

it('the index names files that are there', () => {
  const named = Array.from(INDEX.matchAll(/^\| (`[^|]+) \|/gm), ([, cell = '']) => cell).flatMap((cell) =>
    Array.from(cell.matchAll(/`([^`]+)`/g), ([, file = '']) => file),
  );
  expect(named.length).toBeGreaterThan(5);
  const there = STARTERS.flatMap((name) => [...filesOf(name).keys()]);
  expect(named.filter((file) => !there.some((each) => each.startsWith(file)))).toEqual([]);
});
