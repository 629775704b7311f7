// @ts-nocheck
import { expect, it } from 'vitest';
import { parseQuery } from '../../src/http/query.ts';

it.each([
  ['', false, [], undefined],
  ['verbose', true, [], undefined],
  ['verbose=false', true, [], undefined],
  ['verbose=1&verbose=2', true, [], undefined],
  ['Verbose', false, [], undefined],
  ['exclude=a&exclude=b%20c&exclude=d+e', false, ['a', 'b c', 'd e'], undefined],
  ['exclude=a,b', false, ['a,b'], undefined],
  ['exclude', false, [''], undefined],
  ['exclude=%zz&verbose', true, [], undefined],
  ['exclude=a;b&verbose', true, [], undefined],
  ['%65xclude=a%2Fb', false, ['a/b'], undefined],
  ['format=json&format=text', false, [], 'json'],
  ['&&&=&==', false, [], undefined],
  ['=verbose&=exclude', false, [], undefined],
  // Bytes that are no UTF-8, as Go reads them; but a bad escape is none.
  ['exclude=%ff&exclude=a%e2%82%ac%C3%28%ff%66', false, ['\ufffd', 'a€\ufffd(\ufffdf'], undefined],
  ['exclude=%4g&exclude=%&exclude=%a&exclude=%ff%4g', false, [], undefined],
])('?%s', (query, verbose, exclude, format) => {
  expect(parseQuery(query)).toEqual({ verbose, exclude, format });
});
