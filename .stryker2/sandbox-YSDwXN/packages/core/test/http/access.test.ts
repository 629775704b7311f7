// @ts-nocheck
import { describe, expect, it } from 'vitest';
import { ProbezError } from '../../src/errors.ts';
import { type AccessOptions, createAccess } from '../../src/http/access.ts';

const bearing = (authorization?: string) => ({
  method: 'GET',
  url: '/readyz',
  headers: { authorization },
  remoteAddress: '10.0.0.1',
});

describe('who may see reasons', () => {
  it.each<[string, AccessOptions, string | undefined, boolean]>([
    ['nobody by default', {}, 'Bearer x', false],
    ['everybody', { details: 'always' }, undefined, true],
    ['a function that says true', { details: ({ remoteAddress }) => remoteAddress === '10.0.0.1' }, undefined, true],
    ['a function that says false', { details: () => false }, undefined, false],
    ['the right token', { token: 's3cret' }, 'Bearer s3cret', true],
    ['the right token, another case of the scheme', { token: 's3cret' }, 'bearer  s3cret ', true],
    ['a wrong token', { token: 's3cret' }, 'Bearer s3creT', false],
    ['a longer one', { token: 's3cret' }, 'Bearer s3crets3cret', false],
    ['a beginning', { token: 's3cret' }, 'Bearer s3cre', false],
    ['no token', { token: 's3cret' }, undefined, false],
    ['another scheme', { token: 's3cret' }, 'Basic s3cret', false],
    ['a scheme that ends like it', { token: 's3cret' }, 'xBearer s3cret', false],
    ['something after it', { token: 's3cret' }, 'Bearer s3cret x', false],
    ['a token beside a function that says no', { token: 't', details: () => false }, 'Bearer t', true],
  ])('%s', (_name, options, authorization, unlocked) => {
    expect(createAccess(options)(bearing(authorization))).toBe(unlocked);
  });

  it.each([
    ['a throw', () => Promise.reject(new Error('x'))],
    ['a promise of true', async () => true],
    ['a truthy value', () => 1],
    [
      'a synchronous throw',
      () => {
        throw new Error('x');
      },
    ],
  ])('%s does not unlock', (_name, details) => {
    expect(Reflect.apply(createAccess, undefined, [{ details }])(bearing())).toBe(false);
  });

  it('several of the header are not one', () => {
    const request = { ...bearing(), headers: { authorization: ['Bearer s3cret'] } };
    expect(createAccess({ token: 's3cret' })(request)).toBe(false);
  });

  it('a bad option is refused without showing the token', () => {
    expect(() => createAccess({ token: '' })).toThrow(
      new ProbezError('INVALID_OPTION', 'token is empty; allowed: a string that is not empty'),
    );
    expect(() => Reflect.apply(createAccess, undefined, [{ token: 12345 }])).toThrow(
      new ProbezError('INVALID_OPTION', 'token is a number; allowed: a string that is not empty'),
    );
    expect(() => Reflect.apply(createAccess, undefined, [{ details: true }])).toThrow(
      'details is true; allowed: "never", "always" or a function',
    );
  });
});

it.each(['a b', 'secret\n', 'tökén', ''])('a token that no header can carry is refused, and not shown: %j', (token) => {
  expect(() => createAccess({ token })).toThrow(
    /^token (is empty|has a character that an Authorization header cannot contain)/,
  );
  if (token !== '') expect(() => createAccess({ token })).not.toThrow(token.trim());
});
