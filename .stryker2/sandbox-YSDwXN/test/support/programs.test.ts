// @ts-nocheck
import { afterEach, expect, test, vi } from 'vitest';
import { absentOf, find } from './programs.ts';

afterEach(() => vi.unstubAllEnvs());

test('a program that is there is found', () => {
  vi.stubEnv('PATH', '/nowhere:/usr/bin:/bin');
  expect(find('sh')).toMatch(/^\/(usr\/)?bin\/sh$/);
  expect(find('no-such-program')).toBeUndefined();
});

test('a PATH that was narrowed is believed: nothing is looked for elsewhere', () => {
  vi.stubEnv('PATH', '/nowhere');
  expect(find('sh')).toBeUndefined();
});

const NOT_FOUND = 'haproxy, initdb not found: apt-get install -y --no-install-recommends haproxy postgresql';

test.each([
  ['', '', undefined],
  ['', 'skip', undefined],
  ['true', 'skip', undefined],
  ['true', '', NOT_FOUND],
])('a missing program with CI=%j and PROBEZ_MISSING=%j: error %s', (ci, switched, error) => {
  vi.stubEnv('PATH', '/nowhere');
  vi.stubEnv('CI', ci);
  vi.stubEnv('PROBEZ_MISSING', switched);
  if (error === undefined) expect(absentOf(['haproxy', 'initdb'])).toEqual(['haproxy', 'initdb']);
  else expect(() => absentOf(['haproxy', 'initdb'])).toThrow(error);
});

test('a program that is in no list is a mistake of the suite', () => {
  expect(() => absentOf(['no-such-program'])).toThrow('no-such-program is not in .ci/programs');
});
