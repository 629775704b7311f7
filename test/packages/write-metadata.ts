import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { PACKAGES, ROOT } from '../support/packages.ts';
import { ADDRESS, HOME, metadataOf } from './metadata.ts';

// npm run metadata: the root's `repository` and `author` into every package, and the address into every page and template.
for (const { folder, directory } of PACKAGES) {
  const file = `${directory}/package.json`;
  const { name, version, description, license, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
  const { author, homepage, bugs, repository, publishConfig } = metadataOf(folder);
  const first = { name, version, description, license, author, homepage, bugs, repository };
  writeFileSync(file, `${JSON.stringify({ ...first, ...without(rest, first), publishConfig }, null, 2)}\n`);
}
for (const file of execFileSync('git', ['ls-files', '*.md', '*.yml'], { cwd: ROOT, encoding: 'utf8' })
  .trim()
  .split('\n')) {
  const text = readFileSync(ROOT + file, 'utf8');
  const told = text.replace(ADDRESS, HOME);
  if (told !== text) writeFileSync(ROOT + file, told);
}

function without(all: Readonly<Record<string, unknown>>, names: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => !(key in names) && key !== 'publishConfig'));
}
