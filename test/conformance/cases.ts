import { INFO, REASON, type ScenarioName } from './scenarios.ts';

/** A request and its answer, to the byte. */
export interface Case {
  readonly in: ScenarioName;
  /** Method and request target as they are sent. */
  readonly send: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  /** For HEAD: the body that a GET would have had, of which only the length is sent. */
  readonly body: string;
  /** @default text/plain; charset=utf-8 */
  readonly type?: string;
  readonly allow?: true;
  /**
   * Some routers answer before any hook or middleware is asked, see docs/frameworks.md: `refused` where a path with a bad escape gets
   * their own 400, and Fastify's with this status.
   */
  readonly inRouter?: 'refused' | number;
}

const TIME = '2026-01-01T00:00:00.000Z';
const JSON_TYPE = 'application/health+json';
const NO_CHECK = { status: 404, body: 'no such check\n' } as const;
const NOT_ALLOWED = { status: 405, body: 'method not allowed\n', allow: true } as const;
const OK = { status: 200, body: 'ok' } as const;
/** Not a probe: the app's own answer, see adapter.ts. */
const app = (method: string) => ({ status: 200, body: `app ${method}`, type: 'app' });
const json = (status: number, head: object, checks: object, type = JSON_TYPE) => ({
  status,
  type,
  body: `${JSON.stringify({ ...head, ...INFO, checks })}\n`,
});

const LINES = '[+]ping ok\n[+]db/main ok\n[+]cache warn: reason withheld\n';
const ALL = `${LINES}readyz check passed\n`;
const FAILED = '[+]ping ok\n[-]bad failed: reason withheld\n[-]silent unknown: reason withheld\nreadyz check failed\n';
const PING = { ping: [{ status: 'pass', time: TIME }] };
const withheld = {
  ...PING,
  bad: [{ status: 'fail', time: TIME, output: 'reason withheld' }],
  silent: [{ status: 'fail', state: 'unknown', output: 'reason withheld' }],
};
const toldChecks = {
  ...PING,
  bad: [{ status: 'fail', time: TIME, output: REASON }],
  silent: [{ status: 'fail', state: 'unknown', output: 'no result yet' }],
};
const JSON_FAIL = json(503, { status: 'fail' }, withheld);
const TOLD = json(500, { status: 'fail' }, toldChecks);
const bearer = (token: string) => ({ Authorization: token, Accept: 'application/json' });

export const CASES: readonly Case[] = [
  // Paths
  { in: 'passing', send: 'GET /livez', ...OK },
  { in: 'passing', send: 'GET /readyz', ...OK },
  { in: 'passing', send: 'GET /startupz', ...OK },
  { in: 'passing', send: 'GET /healthz', ...OK },
  { in: 'passing', send: 'GET /lbz', ...OK },
  { in: 'passing', send: 'GET /readyz/', ...OK },
  { in: 'passing', send: 'GET /readyz//', ...OK },
  { in: 'passing', send: 'GET //readyz', ...OK },
  { in: 'passing', send: 'GET /%72eadyz', ...OK },
  { in: 'passing', send: 'GET /ready%7A?', ...OK },
  { in: 'passing', send: 'GET http://probe.example:8080/readyz', ...OK },
  { in: 'passing', send: 'GET http://probe.example/readyz?verbose', status: 200, body: ALL },
  { in: 'passing', send: 'GET /readyz/%zz', ...NO_CHECK, inRouter: 'refused' },
  { in: 'passing', send: 'GET /readyz/%E0%A4%A', ...NO_CHECK, inRouter: 'refused' },
  { in: 'passing', send: 'GET /%E0%A4%A', ...app('GET'), inRouter: 'refused' },
  { in: 'passing', send: 'GET /livez%', ...app('GET'), inRouter: 'refused' },
  { in: 'passing', send: 'GET /readyz/ping%00', ...NO_CHECK },
  { in: 'passing', send: 'GET /readyzz', ...app('GET') },
  { in: 'passing', send: 'GET /ready', ...app('GET') },
  { in: 'passing', send: 'GET /READYZ', ...app('GET') },
  { in: 'passing', send: 'GET /readyz%2Fping', ...app('GET') },
  { in: 'passing', send: 'GET /', ...app('GET') },
  { in: 'passing', send: 'GET /other/readyz', ...app('GET') },
  { in: 'passing', send: 'POST /other', ...app('POST') },
  { in: 'passing', send: 'HEAD /other', ...app('HEAD') },
  // The root, which is that path alone
  { in: 'root', send: 'GET /', ...OK },
  { in: 'root', send: 'HEAD /', ...OK },
  { in: 'root', send: 'GET /?', ...OK },
  { in: 'root', send: 'GET /?verbose', status: 200, body: ALL },
  { in: 'root', send: 'GET //', ...OK },
  { in: 'root', send: 'GET http://probe.example', ...OK },
  { in: 'root', send: 'GET http://probe.example/?verbose', status: 200, body: ALL },
  { in: 'root', send: 'POST /', ...NOT_ALLOWED },
  { in: 'root', send: 'GET /readyz', ...OK },
  { in: 'root', send: 'GET /readyz/ping', ...OK },
  { in: 'root', send: 'GET /readyz/nobody', ...NO_CHECK },
  { in: 'root', send: 'GET /livez', ...OK },
  { in: 'root', send: 'GET /ping', ...app('GET') },
  { in: 'root', send: 'GET /other/', ...app('GET') },
  { in: 'root', send: 'GET /%2F', ...app('GET') },
  { in: 'root', send: 'POST /other', ...app('POST') },
  { in: 'rootGroup', send: 'GET /', status: 503, body: '[-]bad failed: reason withheld\nlivez check failed\n' },
  { in: 'rootGroup', send: 'GET /bad', ...app('GET') },
  { in: 'rootGroup', send: 'GET /startupz', ...OK },
  { in: 'rootPasses', send: 'GET /', ...OK },
  { in: 'rootPasses', send: 'GET /?verbose', status: 200, body: '[+]ping ok\nstartupz check passed\n' },
  { in: 'rootPasses', send: 'POST /', ...app('POST') },
  { in: 'rootPasses', send: 'GET /livez', ...app('GET') },
  { in: 'mountedRoot', send: 'GET /p', ...OK },
  { in: 'mountedRoot', send: 'GET /p/', ...OK },
  { in: 'mountedRoot', send: 'GET /p/livez', ...OK },
  { in: 'mountedRoot', send: 'GET /p/ping', ...app('GET') },
  { in: 'mountedRoot', send: 'GET /', ...app('GET') },
  // Query strings
  { in: 'passing', send: 'GET /readyz?verbose', status: 200, body: ALL },
  { in: 'passing', send: 'GET /readyz?verbose=0', status: 200, body: ALL },
  { in: 'passing', send: 'GET /readyz/?a=b&verbose=%zz', ...OK },
  { in: 'passing', send: 'GET /readyz?%76erbose', status: 200, body: ALL },
  { in: 'passing', send: 'GET /readyz?%zz&verbose', status: 200, body: ALL },
  { in: 'passing', send: 'GET /readyz?Verbose', ...OK },
  { in: 'passing', send: 'GET /readyz?&&&=&', ...OK },
  { in: 'passing', send: 'GET /livez?verbose', status: 200, body: '[+]ping ok\nlivez check passed\n' },
  { in: 'passing', send: 'GET /healthz?verbose', status: 200, body: '[+]ping ok\nhealthz check passed\n' },
  { in: 'passing', send: 'GET /lbz?verbose', status: 200, body: '[+]ping ok\nlbz check passed\n' },
  { in: 'passing', send: 'GET /startupz?verbose', status: 200, body: '[+]ping ok\nstartupz check passed\n' },
  {
    in: 'passing',
    send: 'GET /readyz?verbose&exclude=db%2Fmain&exclude=ping&exclude=ping',
    status: 200,
    body: '[+]ping excluded: ok\n[+]db/main excluded: ok\n[+]cache warn: reason withheld\nreadyz check passed\n',
  },
  {
    in: 'passing',
    send: 'GET /readyz?verbose&exclude=%22%0d%0aX-Evil:1&exclude=a+b',
    status: 200,
    body: `${LINES}warn: some health checks cannot be excluded: no matches for "\\"\\r\\nX-Evil:1","a b"\nreadyz check passed\n`,
  },
  // Methods
  { in: 'passing', send: 'HEAD /readyz', ...OK },
  { in: 'passing', send: 'HEAD /readyz?verbose', status: 200, body: ALL },
  { in: 'passing', send: 'HEAD /readyz/nope', ...NO_CHECK },
  { in: 'passing', send: 'POST /readyz', ...NOT_ALLOWED },
  { in: 'passing', send: 'PUT /livez', ...NOT_ALLOWED },
  { in: 'passing', send: 'DELETE /startupz', ...NOT_ALLOWED },
  { in: 'passing', send: 'PATCH /readyz/ping', ...NOT_ALLOWED },
  { in: 'passing', send: 'OPTIONS /readyz', ...NOT_ALLOWED },
  { in: 'passing', send: 'PROPFIND /readyz', ...NOT_ALLOWED },
  { in: 'open', send: 'POST /readyz', ...app('POST') },
  { in: 'open', send: 'DELETE /livez?verbose', ...app('DELETE') },
  { in: 'open', send: 'OPTIONS /readyz/ping', ...app('OPTIONS') },
  { in: 'open', send: 'GET /readyz', status: 200, body: 'OK – fine' },
  { in: 'open', send: 'HEAD /readyz', status: 200, body: 'OK – fine' },
  { in: 'open', send: 'GET /readyz/ping', ...OK },
  { in: 'open', send: 'GET /readyz?verbose', status: 200, body: ALL },
  // One check
  { in: 'passing', send: 'GET /readyz/ping', ...OK },
  { in: 'passing', send: 'GET /readyz/ping/', ...OK },
  { in: 'passing', send: 'GET /readyz//ping', ...OK },
  { in: 'passing', send: 'GET /readyz/db/main', ...OK },
  { in: 'passing', send: 'GET /readyz/db%2fmain?verbose', ...OK },
  { in: 'passing', send: 'GET /readyz/cache', ...OK },
  { in: 'passing', send: 'GET /readyz/db', ...NO_CHECK },
  { in: 'passing', send: 'GET /livez/db/main', ...NO_CHECK },
  { in: 'passing', send: 'GET /readyz/%70ing', ...OK },
  { in: 'passing', send: 'GET /readyz/constructor', ...NO_CHECK },
  { in: 'passing', send: `GET /readyz/${'a'.repeat(3000)}`, ...NO_CHECK },
  { in: 'passing', send: 'GET /readyz/%3Cscript%3E', ...NO_CHECK },
  // Failing
  { in: 'failing', send: 'GET /readyz', status: 503, body: FAILED },
  { in: 'failing', send: 'HEAD /readyz', status: 503, body: FAILED },
  { in: 'failing', send: 'GET /readyz?verbose', status: 503, body: FAILED },
  {
    in: 'failing',
    send: 'GET /livez',
    status: 503,
    body: '[+]ping ok\n[-]stuck failed: reason withheld\nlivez check failed\n',
  },
  { in: 'failing', send: 'GET /startupz', ...OK },
  { in: 'failing', send: 'GET /readyz/bad', status: 503, body: 'internal server error: reason withheld\n' },
  { in: 'failing', send: 'GET /readyz/silent', status: 503, body: 'internal server error: reason withheld\n' },
  { in: 'failing', send: 'GET /readyz/ping', ...OK },
  { in: 'failing', send: 'GET /readyz?exclude=bad&exclude=silent', ...OK },
  {
    in: 'failing',
    send: 'GET /readyz?exclude=bad&exclude=x',
    status: 503,
    body: '[+]ping ok\n[+]bad excluded: ok\n[-]silent unknown: reason withheld\nwarn: some health checks cannot be excluded: no matches for "x"\nreadyz check failed\n',
  },
  // Content negotiation
  ...(
    [
      ['application/json', 'application/json'],
      ['application/health+json', JSON_TYPE],
      ['application/json, text/plain', 'application/json'],
      ['text/plain;q=0.9, application/json;q=0.9', 'application/json'],
      ['APPLICATION/JSON', 'application/json'],
      ['application/json;q=0.8, application/health+json;q=0.7', 'application/json'],
      ['*/*, application/health+json', JSON_TYPE],
    ] as const
  ).map(
    ([accept, type]): Case => ({ in: 'failing', send: 'GET /readyz', headers: { Accept: accept }, ...JSON_FAIL, type }),
  ),
  ...[
    '*/*',
    'text/html, application/xhtml+xml, */*;q=0.8',
    'text/plain, application/json;q=0.9',
    'application/json;q=0',
    '',
    'json',
  ].map(
    (accept): Case => ({ in: 'failing', send: 'GET /readyz', headers: { Accept: accept }, status: 503, body: FAILED }),
  ),
  { in: 'failing', send: 'GET /readyz?format=json', ...JSON_FAIL },
  { in: 'failing', send: 'HEAD /readyz?format=json', ...JSON_FAIL },
  {
    in: 'failing',
    send: 'GET /readyz?format=text',
    headers: { Accept: 'application/json' },
    status: 503,
    body: FAILED,
  },
  { in: 'failing', send: 'GET /readyz/bad?format=json', ...json(503, { status: 'fail' }, { bad: withheld.bad }) },
  { in: 'empty', send: 'GET /readyz?format=json', ...json(200, { status: 'pass' }, {}) },
  { in: 'empty', send: 'GET /livez', ...OK },
  { in: 'empty', send: 'GET /readyz?verbose', status: 200, body: 'readyz check passed\n' },
  // Reasons
  { in: 'told', send: 'GET /readyz?format=json', ...TOLD },
  { in: 'told', send: 'GET /readyz', status: 500, body: FAILED },
  { in: 'told', send: 'GET /readyz/bad', status: 500, body: `internal server error: ${REASON}\n` },
  { in: 'told', send: 'GET /livez/stuck', status: 510, body: 'internal server error: failed with undefined\n' },
  {
    in: 'locked',
    send: 'GET /readyz',
    headers: bearer('Bearer s3cret'),
    ...TOLD,
    status: 599,
    type: 'application/json',
  },
  {
    in: 'locked',
    send: 'GET /readyz',
    headers: bearer('bearer s3cret'),
    ...TOLD,
    status: 599,
    type: 'application/json',
  },
  ...[
    'Bearer s3cre',
    'Bearer s3cret2',
    'Bearer',
    's3cret',
    'Basic s3cret',
    'Bearer S3CRET',
    'Bearer s3cret s3cret',
  ].map(
    (token): Case => ({
      in: 'locked',
      send: 'GET /readyz',
      headers: bearer(token),
      ...JSON_FAIL,
      status: 599,
      type: 'application/json',
    }),
  ),
  { in: 'asked', send: 'GET /readyz/bad', status: 503, body: `internal server error: ${REASON}\n` },
  // Where they are mounted
  { in: 'prefixed', send: 'GET /internal/health/readyz', ...OK },
  { in: 'prefixed', send: 'GET /internal/health/readyz/ping?verbose', ...OK },
  { in: 'prefixed', send: 'POST /internal/health/livez', ...NOT_ALLOWED },
  { in: 'prefixed', send: 'GET /readyz', ...app('GET') },
  { in: 'prefixed', send: 'GET /internal/health', ...app('GET') },
  { in: 'prefixed', send: 'GET /internal/health/startupz', ...app('GET') },
  { in: 'mounted', send: 'GET /p/readyz', ...OK },
  { in: 'mounted', send: 'HEAD /p/readyz?verbose', status: 200, body: ALL },
  { in: 'mounted', send: 'GET /p/readyz/db/main', ...OK },
  { in: 'mounted', send: 'GET /p/readyz/', ...OK },
  { in: 'mounted', send: 'GET /p//readyz', ...OK, inRouter: 200 },
  { in: 'mounted', send: 'GET /p/readyz/%zz', ...NO_CHECK, inRouter: 'refused' },
  { in: 'mounted', send: 'POST /p/livez', ...NOT_ALLOWED },
  { in: 'mounted', send: 'GET http://probe.example/p/livez', ...OK },
  { in: 'mounted', send: 'GET /readyz', ...app('GET') },
  { in: 'mounted', send: 'GET /p/other', ...app('GET') },
  // On the way out
  {
    in: 'draining',
    send: 'GET /readyz',
    status: 503,
    body: `${LINES}[-]shutdown failed: reason withheld\nreadyz check failed\n`,
  },
  { in: 'draining', send: 'GET /livez', ...OK },
  { in: 'draining', send: 'GET /startupz', ...OK },
  {
    in: 'draining',
    send: 'GET /readyz?exclude=shutdown',
    status: 503,
    body: `${LINES}[-]shutdown failed: reason withheld\nwarn: some health checks cannot be excluded: no matches for "shutdown"\nreadyz check failed\n`,
  },
  {
    in: 'draining',
    send: 'GET /readyz/shutdown',
    status: 503,
    body: 'internal server error: draining: rolling update\n',
  },
  {
    in: 'stopped',
    send: 'GET /readyz',
    status: 503,
    body: `${LINES}[-]shutdown failed: reason withheld\nreadyz check failed\n`,
  },
  { in: 'stopped', send: 'GET /livez', ...OK },
  { in: 'stopped', send: 'GET /startupz', ...OK },
];

/** Our headers, in order, each once. */
export function ourHeaders({
  body,
  type = 'text/plain; charset=utf-8',
  allow,
}: Case): readonly (readonly [string, string])[] {
  return [
    ...(allow ? ([['Allow', 'GET, HEAD']] as const) : []),
    ['Cache-Control', 'no-store'],
    ['Content-Length', String(Buffer.byteLength(body))],
    ['Content-Type', type],
    ['Vary', 'Accept'],
    ['X-Content-Type-Options', 'nosniff'],
  ];
}
