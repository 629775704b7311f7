import { expect, test } from 'vitest';
import { failureOf, listenError } from '../../src/probe-port/listen-error.ts';

test.each([
  ['EADDRINUSE', undefined, 'port 80, all addresses: the port is in use (EADDRINUSE). Choose another port'],
  [
    'EACCES',
    undefined,
    'port 80, all addresses: the user of this process is not allowed to listen on it (EACCES). Choose a port from 1024',
  ],
  ['EADDRNOTAVAIL', '10.0.0.1', 'port 80, host "10.0.0.1": the host is not an address of this machine (EADDRNOTAVAIL)'],
  ['ENOTFOUND', 'nobody', 'port 80, host "nobody": the host is not an address of this machine (ENOTFOUND)'],
  ['EMFILE', '::', 'port 80, host "::": too many open files'],
])('%s', (code, host, message) => {
  const error = listenError({ port: 80, host }, { code, message: 'too many open files' });
  expect(error).toMatchObject({ name: 'ProbezError', code: 'PORT_UNAVAILABLE', cause: { code } });
  expect(error.message).toContain(message);
});

test.each([
  [Object.assign(new Error('taken'), { code: 'EADDRINUSE' }), { code: 'EADDRINUSE', message: 'taken' }],
  [new RangeError('no'), { code: 'RangeError', message: 'no' }],
  ['text', { code: 'UNKNOWN', message: 'text' }],
  [undefined, { code: 'UNKNOWN', message: 'undefined' }],
])('%o crosses as plain data', (error, expected) => expect(failureOf(error)).toEqual(expected));
