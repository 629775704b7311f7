// @ts-nocheck
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHandler, createHealth, type ProbeResponse } from '../../src/index.ts';
import { createFakeClock } from '../../src/testing.ts';

const REASON = 'the blue whale sings';
const clock = createFakeClock();
const health = createHealth({
  logger: false,
  clock,
  checks: [
    { name: 'ping', probes: ['liveness', 'readiness', 'startup'], run: () => true },
    { name: 'db/main', run: () => ({ status: 'warn', reason: REASON, observedValue: 4711 }) },
    { name: 'bad', run: () => ({ status: 'fail', reason: REASON, observedValue: 4711 }) },
  ],
});
const stranger = createHandler(health, { token: 'sesame' });
const trusted = createHandler(health, { details: 'always' });
const app = createHandler(health, { methods: 'pass' });
await health.start();

const ask = (handler: typeof stranger, url: string, method = 'GET', headers = {}): ProbeResponse | undefined =>
  handler({ method, url, headers });

const escaped = (text: string): string => `%${(text.codePointAt(0) ?? 0).toString(16)}`;
/** The same path in other letters: escapes, repeated slashes, one at the end, the absolute form. */
const spelling = fc.record({
  escapes: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
  slashes: fc.integer({ min: 1, max: 3 }),
  end: fc.constantFrom('', '/', '//'),
  origin: fc.constantFrom('', 'http://a.example', 'HTTPS://u@a:1'),
});
type Spelling = typeof spelling extends fc.Arbitrary<infer Value> ? Value : never;

function spell(segments: readonly string[], { escapes, slashes, end, origin }: Spelling): string {
  const letters = segments.map((segment) =>
    Array.from(segment, (letter, index) => (escapes[index] ? escaped(letter) : letter)).join(''),
  );
  return `${origin}${letters.map((each) => '/'.repeat(slashes) + each).join('')}${end}`;
}

const target = fc.constantFrom<readonly string[]>(
  ['livez'],
  ['readyz'],
  ['startupz'],
  ['readyz', 'ping'],
  ['readyz', 'bad'],
  ['readyz', 'db/main'],
  ['readyz', 'nobody'],
);
const query = fc.constantFrom(
  '',
  '?',
  '?verbose',
  '?verbose=0&x=1',
  '?exclude=bad',
  '?format=json',
  '?%zz&;',
  '?verbose#x',
);

test('a path is the same in whatever way it is spelt', () => {
  fc.assert(
    fc.property(target, query, spelling, (segments, asked, spelt) => {
      const plainly = ask(stranger, `/${segments.join('/')}${asked}`);
      expect(plainly).toBeDefined();
      expect(ask(stranger, spell(segments, spelt) + asked)).toEqual(plainly);
    }),
  );
}, 600_000);

test('other methods are refused or the app’s; HEAD is GET without its body; nothing redirects', () => {
  const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'get', '', 'PURGE');
  fc.assert(
    fc.property(target, query, method, (segments, asked, how) => {
      const url = `/${segments.join('/')}${asked}`;
      const [got, told] = [ask(stranger, url), ask(stranger, url, how)];
      const names = Object.keys(told?.headers ?? {}).filter((name) => name !== 'Allow');
      expect(names.sort()).toEqual([
        'Cache-Control',
        'Content-Length',
        'Content-Type',
        'Vary',
        'X-Content-Type-Options',
      ]);
      if (how === 'GET') expect(told).toEqual(got);
      else if (how === 'HEAD') expect(told).toEqual({ ...got, body: '' });
      else {
        expect(told).toMatchObject({ status: 405, headers: { Allow: 'GET, HEAD' } });
        expect(ask(app, url, how)).toBeUndefined();
      }
      expect([200, 404, 405, 503]).toContain(told?.status);
    }),
  );
}, 600_000);

test('JSON only for who likes it at least as much as text', () => {
  const types = ['application/json', 'application/health+json', 'text/plain', 'text/*', '*/*', 'image/png'];
  const ranges = fc.uniqueArray(fc.record({ type: fc.constantFrom(...types), q: fc.constantFrom(0, 0.2, 0.5, 1) }), {
    selector: ({ type }) => type,
    maxLength: 5,
  });
  fc.assert(
    fc.property(ranges, fc.boolean(), (wanted, many) => {
      const best = (of: (type: string) => boolean): number =>
        Math.max(0, ...wanted.filter(({ type }) => of(type)).map(({ q }) => q));
      const json = best((type) => type.endsWith('json'));
      const isJson = json > 0 && json >= best((type) => type.startsWith('text/') || type === '*/*');
      const header = wanted.map(({ type, q }) => `${type};q=${q}`);
      const answer = ask(stranger, '/readyz', 'GET', { accept: many ? header : header.join(', ') });
      expect(answer?.headers['Content-Type']?.startsWith('application/')).toBe(isJson);
      // Whatever the header says, the query decides.
      const forced = ask(stranger, '/readyz?format=text', 'GET', { accept: header });
      expect(forced?.headers['Content-Type']).toMatch(/^text\/plain/);
    }),
  );
}, 600_000);

test('nobody sees a reason or a figure who has not the token, and nobody in lines of text', () => {
  const authorization = fc.constantFrom(
    undefined,
    '',
    'Bearer',
    'Bearer sesam',
    'Bearer sesame2',
    'sesame',
    'Bearer  sesame',
    'bearer sesame',
  );
  fc.assert(
    fc.property(target, query, authorization, (segments, asked, given) => {
      const url = `/${segments.join('/')}${asked}`;
      const headers = given === undefined ? {} : { authorization: given };
      const knows = /^bearer +sesame$/i.test(given ?? '');
      const answer = ask(stranger, url, 'GET', headers);
      if (!knows) {
        expect(answer?.body).not.toContain(REASON);
        expect(answer?.body).not.toContain('4711');
      }
      expect(answer).toEqual(ask(knows ? trusted : stranger, url));
      const lines = answer?.headers['Content-Type']?.startsWith('text/') && segments.length === 1;
      if (lines) expect(answer?.body).not.toContain(REASON);
    }),
  );
}, 600_000);
