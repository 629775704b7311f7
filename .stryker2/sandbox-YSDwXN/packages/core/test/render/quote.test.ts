// @ts-nocheck
import { expect, it } from 'vitest';
import { compareLikeGo, quoteLikeGo } from '../../src/render/quote.ts';

// What Go's fmt.Sprintf("%q", s) prints.
it.each([
  ['plain', '"plain"'],
  ['', '""'],
  ['a"b\\c', '"a\\"b\\\\c"'],
  ['\x07\b\f\n\r\t\v', '"\\a\\b\\f\\n\\r\\t\\v"'],
  ['\x00\x1f\x7f', '"\\x00\\x1f\\x7f"'],
  ['\u0085\u00a0\u200b\u2028\ufeff', '"\\u0085\\u00a0\\u200b\\u2028\\ufeff"'],
  ['häé中😀', '"häé中😀"'],
  ['\u{e0001}', '"\\U000e0001"'],
  ['\udfff', '"\ufffd"'],
  ['\ud800', '"\ufffd"'],
])('%j', (text, quoted) => {
  expect(quoteLikeGo(text)).toBe(quoted);
});

it('sorts by code point, as bytes of UTF-8 do', () => {
  expect(['😀', '\uffee', 'b', 'ac', 'a', 'ab', ''].sort(compareLikeGo)).toEqual([
    '',
    'a',
    'ab',
    'ac',
    'b',
    '\uffee',
    '😀',
  ]);
});
