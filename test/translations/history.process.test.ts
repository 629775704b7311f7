import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { changedIn } from './history.ts';
import { blobOf } from './page.ts';

const folder = mkdtempSync(join(tmpdir(), 'probez-translations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(...words: string[]): void {
  const { status, stderr } = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@localhost', ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
}

it('counts the lines since a content that the history has, and says of others that it does not know', () => {
  git('init', '--quiet');
  writeFileSync(join(folder, 'a.md'), 'one\ntwo\n');
  git('add', '.');
  git('commit', '--quiet', '--message', 'first');
  writeFileSync(join(folder, 'a.md'), 'one\nthree\nfour\n');
  const changed = changedIn(folder);
  expect(changed(blobOf('one\ntwo\n'), 'a.md')).toEqual({ added: 2, removed: 1 });
  expect(changed(blobOf('never seen\n'), 'a.md')).toBeUndefined();
});
