import { expect, test } from 'vitest';
import { explain } from '../src/explain.ts';
import { place, placeOfUrl, subjectAt } from '../src/place.ts';

const coded = (code: string, message: string) => Object.assign(new Error(message), { code });

test.each([
  [
    coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'),
    'x: connect ECONNREFUSED 127.0.0.1:1; nothing listens there: is the server running, and are host and port right?',
  ],
  // Node's happy eyeballs: the message is empty and the story is in errors.
  [
    new AggregateError([coded('ECONNREFUSED', 'connect ECONNREFUSED ::1:1')]),
    'x: connect ECONNREFUSED ::1:1; nothing listens there: is the server running, and are host and port right?',
  ],
  [
    coded('28P01', 'password authentication failed for user "app"'),
    'x: password authentication failed for user "app"; check the user and the password',
  ],
  [
    new Error('WRONGPASS invalid username-password pair.'),
    'x: WRONGPASS invalid username-password pair; check the user and the password',
  ],
  [
    new Error('fetch failed', { cause: coded('ENOTFOUND', 'getaddrinfo ENOTFOUND db') }),
    'x: fetch failed: getaddrinfo ENOTFOUND db; the host name does not resolve: check its spelling, and the DNS',
  ],
  [new Error('odd'), 'x: odd'],
  [undefined, 'x: failed with undefined'],
  [new Error('postgres://app:secret@db/x is bad'), 'x: postgres://***@db/x is bad'],
])('%s', (error, text) => {
  expect(explain('x', error)).toBe(text);
});

test('places never carry credentials', () => {
  expect(placeOfUrl('postgres://app:secret@db.example/x?password=y', 5432)).toBe('db.example:5432');
  expect(placeOfUrl('redis://[::1]:7000', 6379)).toBe('[::1]:7000');
  expect(placeOfUrl('not a url', 1)).toBe('');
  expect(place('::1', 5)).toBe('[::1]:5');
  expect(place('/run/postgresql', 5432)).toBe('/run/postgresql');
  expect(place(undefined, 5)).toBe('');
  expect(subjectAt('Redis', '', 'a:1', 'b:2')).toBe('Redis at a:1');
  expect(subjectAt('Redis', '')).toBe('Redis');
});
