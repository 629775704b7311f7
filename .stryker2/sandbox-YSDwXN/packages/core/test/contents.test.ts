// @ts-nocheck
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { normalizeError, normalizeOutcome } from '../src/outcome.ts';

class Sealed {
  readonly #inside = 1;
  get count(): number {
    return this.#inside;
  }
}

/** A driver's own, with what it wants to say beside it. */
class Closed extends Sealed {
  readonly kind = 'closed';
}

function message(statusCode: number, statusMessage: string): IncomingMessage {
  const made = new IncomingMessage(new Socket());
  made.headers = { authorization: 'Token hunter2' };
  return Object.assign(made, { statusCode, statusMessage });
}

const form = (...pairs: readonly (readonly [string, string])[]): FormData => {
  const made = new FormData();
  for (const [key, value] of pairs) made.set(key, value);
  return made;
};

const fetched = (url: string, init: ResponseInit): Response =>
  Object.defineProperty(new Response('', init), 'url', { value: url });

async function* numbers(): AsyncGenerator<number> {
  yield 1;
}

/** What keeps its contents where no member shows them: how it is told. */
const KINDS: readonly (readonly [string, unknown, unknown])[] = [
  ['a Map', new Map<string, unknown>([['state', 'lost']]), { state: 'lost' }],
  ['a Map with a secret', new Map(Object.entries({ password: 'hunter2', user: 'a' })), { password: '***', user: 'a' }],
  ['a Map by numbers', new Map([[1, 2n]]), { 1: '2' }],
  [
    'a Map by objects, with a secret',
    new Map<unknown, unknown>([
      [{ a: 1 }, 1],
      [{ a: 1 }, new Error('gone')],
      ['token', 'hunter2'],
    ]),
    { '[key 1]': 1, '[key 2]': 'gone', token: '***' },
  ],
  ['a Map of Maps', new Map([['a', new Map([['secret', 'hunter2']])]]), { a: { secret: '***' } }],
  ['a Map of another realm', runInNewContext('new Map([["a", 1]])'), { a: 1 }],
  ['a Set', new Set(['a', new URL('amqp://u:hunter2@mq/v')]), ['a', 'amqp://***@mq/v']],
  ['Headers', new Headers({ authorization: 'Token hunter2', server: 'x' }), { authorization: '***', server: 'x' }],
  ['parameters', new URLSearchParams('api_key=hunter2&a=b'), { api_key: '***', a: 'b' }],
  ['a form', form(['password', 'hunter2'], ['a', 'b']), { password: '***', a: 'b' }],
  ['a URL', new URL('https://u:hunter2@db/x?token=hunter2'), 'https://***@db/x?token=***'],
  ['a regular expression', /a+/g, '/a+/g'],
  ['a Response', new Response('hunter2', { status: 500 }), 'HTTP status 500'],
  [
    'a Response of fetch',
    fetched('https://u:hunter2@api.example.com/v1/x?k=hunter2#hunter2', { status: 503, statusText: 'Unavailable' }),
    'HTTP status 503 Unavailable (https://***@api.example.com/v1/x)',
  ],
  ['a Response that is well', new Response(''), 'HTTP status 200'],
  ['a message of node:http', message(502, 'Bad Gateway'), 'HTTP status 502 Bad Gateway'],
  [
    'a Request',
    new Request('https://api.example.com/v1?k=hunter2', { method: 'POST' }),
    { method: 'POST', url: 'https://api.example.com/v1' },
  ],
  ['an event', new Event('error'), { type: 'error' }],
  [
    'the closing of a WebSocket',
    Object.create({ constructor: { name: 'CloseEvent' }, type: 'close', code: 1006, reason: 'gone' }),
    { type: 'close', code: 1006, reason: 'gone' },
  ],
  ['a file', new Blob(['abc'], { type: 'text/plain' }), { type: 'text/plain', size: 3 }],
  ['a file with a name', new File(['x'], 'a?b.txt'), { name: 'a?b.txt', size: 1 }],
  [
    'what has methods by such names',
    new (class Reply {
      status(): void {}
    })(),
    'a Reply',
  ],
  ['a Map by functions', new Map([[() => 1, 2]]), { '[key 1]': 2 }],
  [
    'an object of a maker with a long name',
    Object.create({ constructor: { name: 'x'.repeat(500) } }),
    `a ${'x'.repeat(100)}`,
  ],
  ['a Response without a phrase', fetched('https://a/b', { status: 500 }), 'HTTP status 500 (https://a/b)'],
  ['a signal', AbortSignal.abort('too late'), { reason: 'too late' }],
  ['a signal that has said nothing', new AbortController().signal, 'an AbortSignal'],
  ['a promise', Promise.resolve(1), 'a Promise'],
  ['a WeakMap', new WeakMap(), 'a WeakMap'],
  ['a generator', numbers(), 'an AsyncGenerator'],
  ['an object that shows nothing', new Sealed(), 'a Sealed'],
  ['an object that shows something', new Closed(), { kind: 'closed' }],
  ['an object of an odd maker', Object.create({ constructor: { name: `A${'\n'.repeat(3)}` } }), 'an A'],
  ['an object of a maker without a name', Object.create({ constructor: 1, [Symbol.toStringTag]: 'X' }), 'a X'],
  ['a plain object', {}, {}],
  ['an object of nothing', Object.create(null), {}],
  ['what only says that it is a Map', { [Symbol.toStringTag]: 'Map', a: 1 }, { a: 1 }],
  ['a Map that cannot be read', new Proxy(new Map([['a', 1]]), {}), {}],
];

/** A text of JSON is redacted once more, and loses the quotes around a secret. */
const bare = (text = ''): string => text.replaceAll('"***"', '***');
const asText = (told: unknown): string => (typeof told === 'string' ? told : JSON.stringify(told));

describe('what an object holds that shows no members', () => {
  it.each(KINDS)('%s, thrown and observed', (_name, value, told) => {
    const reason = bare(asText(told));
    expect(bare(normalizeError(value).reason)).toBe(reason);
    expect(bare(normalizeError(new Error('lost', { cause: value })).reason)).toBe(`lost: ${reason}`);
    expect(bare(normalizeOutcome({ status: 'fail', reason: value }).reason)).toBe(reason);
    expect(normalizeOutcome({ status: 'pass', observedValue: value }).observedValue).toEqual(told);
    expect(normalizeOutcome({ status: 'pass', observedValue: [value] }).observedValue).toEqual([told]);
  });

  it.each<[string, unknown, string]>([
    [
      'of axios',
      { status: 502, statusText: 'Bad Gateway', headers: {}, config: { url: '/v1?key=hunter2' }, data: 'hunter2' },
      'HTTP status 502 Bad Gateway (/v1)',
    ],
    ['of undici', { statusCode: 500, headers: { server: 'x' }, body: {} }, 'HTTP status 500'],
    [
      'of got',
      { statusCode: 404, statusMessage: 'Not Found', headers: {}, url: 'http://a/b' },
      'HTTP status 404 Not Found (http://a/b)',
    ],
    ['without a phrase', { statusCode: 404, headers: {}, url: 'http://a/b' }, 'HTTP status 404 (http://a/b)'],
    ['with a message', { status: 500, headers: {}, message: 'no database' }, 'no database'],
    ['that is none', { status: 500, code: 7 }, '{"status":500,"code":7}'],
  ])('a plain response %s, thrown', (_name, value, reason) => {
    expect(normalizeError(value).reason).toBe(reason);
  });

  it('an endless one is cut, and one that holds itself ends', () => {
    const endless = new Map();
    endless.entries = function* () {
      for (let key = 0; ; key += 1) yield [key, key];
    };
    expect(
      Object.keys(Object(normalizeOutcome({ status: 'pass', observedValue: endless }).observedValue)),
    ).toHaveLength(50);
    const itself = new Map<string, unknown>();
    itself.set('a', itself);
    expect(normalizeError(itself).reason).toBe('{"a":"[circular]"}');
  });
});
