import fc from 'fast-check';

/** Requests as scanners, broken clients and attackers send them: probes' words, cut, joined and mixed with noise. */
const PIECES = [
  '/livez',
  '/readyz',
  '/startupz',
  '/lbz',
  '/',
  '//',
  '/.',
  '/..',
  '/%2e%2e',
  '%2F',
  '%',
  '%zz',
  '%00',
  '%0d%0a',
  '%ff',
  '%F0%9F%98%80',
  '%E0%A4%A',
  '?',
  '&',
  '=',
  ';',
  '#',
  '+',
  '*',
  ':',
  '@',
  '\\',
  '"',
  "'",
  '<script>',
  '`',
  '{',
  '}',
  '|',
  '^',
  '~',
  'verbose',
  'exclude=',
  'exclude',
  'format=json',
  'format=text',
  'format=',
  '%65xclude=',
  'ping',
  'db/main',
  'bad',
  'shutdown',
  'startup-probe',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'http://a',
  'https://a:1/',
  'HTTP://[::1]/readyz',
  'javascript:',
  'a'.repeat(300),
] as const;

const METHODS = [
  'GET',
  'GET',
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'PROPFIND',
] as const;
const ACCEPTS = [
  '*/*',
  'application/json',
  'application/health+json;q=0.5',
  'text/*;q=1',
  ',,;;q=',
  'application/json;q=NaN',
  'a/b;'.repeat(50),
] as const;

export interface FuzzRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
}

const word = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<string>(...PIECES) },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
);
const target = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom('/livez', '/readyz', '/startupz', '/lbz'),
        fc.constantFrom('', '?', '/', '/?', '%'),
        fc.array(word, { maxLength: 6 }),
      )
      .map(([path, mark, words]) => path + mark + words.join('')),
  },
  { weight: 2, arbitrary: fc.array(word, { maxLength: 8 }).map((words) => words.join('')) },
  { weight: 1, arbitrary: fc.webUrl({ withQueryParameters: true, withFragments: true }) },
);

export const fuzzRequest: fc.Arbitrary<FuzzRequest> = fc.record({
  method: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom<string>(...METHODS) },
    { weight: 1, arbitrary: fc.string({ maxLength: 5 }) },
  ),
  target,
  headers: fc.dictionary(
    fc.constantFrom('accept', 'authorization', 'x-forwarded-for', 'if-none-match', 'range', 'cookie', 'origin'),
    fc.oneof(fc.constantFrom<string>(...ACCEPTS, 'Bearer', 'Bearer t0ken', 'bytes=0-'), fc.string({ maxLength: 20 })),
    { maxKeys: 3 },
  ),
});

/** What our headers may say, whatever was asked. */
export const HEADER_VALUES: Readonly<Record<string, RegExp>> = {
  allow: /^GET, HEAD$/,
  'cache-control': /^no-store$/,
  'content-length': /^\d+$/,
  'content-type': /^(?:text\/plain; charset=utf-8|application\/json|application\/health\+json)$/,
  vary: /^Accept$/,
  'x-content-type-options': /^nosniff$/,
};
