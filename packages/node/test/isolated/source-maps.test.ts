import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { findMapping, originalPlace } from '../../src/isolated/source-maps.ts';

const folder = mkdtempSync(join(tmpdir(), 'probez-maps-'));
afterAll(() => rmSync(folder, { recursive: true }));

const script = pathToFileURL(join(folder, 'out/app.js')).href;
const place = (line: number, column: number) => ({ source: script, line, column });

describe('mappings', () => {
  // Line 0: column 0 is source 0, line 4, column 2; column 8 is line 5, column 0. Line 2: column 3 is source 1, line 4, column 0.
  const mappings = 'AAIE,QACF;;GCDA';
  test.each([
    [0, 0, { source: 0, line: 4, column: 2 }],
    [0, 7, { source: 0, line: 4, column: 2 }],
    [0, 8, { source: 0, line: 5, column: 0 }],
    [0, 900, { source: 0, line: 5, column: 0 }],
    [1, 0, undefined],
    [2, 2, undefined],
    [2, 3, { source: 1, line: 4, column: 0 }],
    [3, 0, undefined],
  ])('line %i, column %i', (line, column, expected) => expect(findMapping(mappings, line, column)).toEqual(expected));

  test('code that comes from nowhere has no place', () => {
    expect(findMapping('AAAA,Q', 0, 9)).toBeUndefined();
    expect(findMapping('', 0, 0)).toBeUndefined();
  });

  test('large numbers', () => expect(findMapping('gggggCAAA', 0, 2 ** 26)).toEqual({ source: 0, line: 0, column: 0 }));
  test('what is no mapping is refused', () => expect(() => findMapping('A!', 0, 0)).toThrow('no base 64 digit at 1'));
});

describe('the map of a script', () => {
  const map = JSON.stringify({ version: 3, sources: ['../src/app.ts'], mappings: 'AAIE' });
  const original = { source: pathToFileURL(join(folder, 'src/app.ts')).href, line: 4, column: 2 };

  test('in a file beside it', async () => {
    writeFileSync(join(folder, 'app.js.map'), map);
    const beside = pathToFileURL(join(folder, 'app.js')).href;
    expect(await originalPlace(beside, 'app.js.map', place(0, 0))).toMatchObject({ line: 4 });
  });

  test.each([
    ['base 64', `data:application/json;base64,${Buffer.from(map).toString('base64')}`],
    ['percent', `data:application/json,${encodeURIComponent(map)}`],
  ])('in itself, %s', async (_how, url) => {
    expect(await originalPlace(script, url, place(0, 0))).toEqual(original);
  });

  test('with absolute paths, and of a script that is no file', async () => {
    const absolute = JSON.stringify({ version: 3, sources: ['/app/a b.ts'], mappings: 'AAIE' });
    const url = `data:application/json,${encodeURIComponent(absolute)}`;
    expect(await originalPlace('evalmachine.<anonymous>', url, place(0, 0))).toEqual({
      source: 'file:///app/a%20b.ts',
      line: 4,
      column: 2,
    });
  });

  test.each([
    ['a missing file', 'nowhere.js.map'],
    ['no JSON', 'data:application/json,{'],
    ['no map', 'data:application/json,[]'],
    ['null', 'data:application/json,null'],
    ['no source', 'data:application/json,{"mappings":"AAIE","sources":[null]}'],
    ['broken mappings', 'data:application/json,{"mappings":"!","sources":["a"]}'],
    ['no data', 'data:application/json'],
    ['another machine', 'https://example.test/app.js.map'],
    ['a folder', '.'],
  ])('%s: none, and no error', async (_what, url) => {
    expect(await originalPlace(script, url, place(0, 0))).toBeUndefined();
  });
});
