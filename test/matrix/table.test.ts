import { expect, it } from 'vitest';
import type { Runtime } from './case.ts';
import { whereOf } from './table.ts';

const columns = ['Node 20', 'Node 22', 'Node 24', 'Bun 1', 'Deno 2'].map(
  (name): Runtime => ({ name, kind: 'node', command: [], version: '' }),
);

it.each([
  ['yes yes yes yes yes', 'Node 20, 22, 24, Bun 1, Deno 2'],
  ['yes - yes - yes', 'Node 20, 24, Deno 2'],
  ['- - - yes -', 'Bun 1'],
  ['main main yes yes -', 'Node 24, Bun 1; main: Node 20, 22'],
  ['a a a b -', 'a: Node 20, 22, 24; b: Bun 1'],
  ['- - - - -', ''],
])('%s: %s', (texts, where) => {
  const cells = texts.split(' ').map((text) => ({ text: text === '-' ? '' : text }));
  expect(whereOf(columns, cells)).toBe(where);
});
