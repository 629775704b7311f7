import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/packages.ts';
import { filesOf, STARTERS } from './starters.ts';

/** What has nothing of a framework in it. */
const ALIKE = [
  '.dockerignore',
  'Dockerfile',
  'compose.yaml',
  'kubernetes/deployment.yaml',
  'kubernetes/pdb.yaml',
  'kubernetes/service.yaml',
  'rollout.json',
];

describe.each(STARTERS)('examples/%s', (name) => {
  const files = filesOf(name);

  it.each(ALIKE)('%s is that of the others', (file) => {
    expect(files.get(file)).toBe(filesOf('express').get(file));
  });

  it('has these files and no others', () => {
    const own = ['README.md', 'package.json', 'src/app.js', 'src/main.js', 'test/app.test.js'];
    expect([...files.keys()].sort()).toEqual([...ALIKE, ...own].sort());
  });

  it('can be copied: nothing in it reaches out of the folder', () => {
    for (const [file, text] of files) expect(text, file).not.toMatch(/\.\.\/\.\.|workspace:|probez-workspace/);
  });

  it('is in the index', () => {
    expect(readFileSync(join(ROOT, 'examples/README.md'), 'utf8')).toContain(`](${name}/)`);
  });
});
