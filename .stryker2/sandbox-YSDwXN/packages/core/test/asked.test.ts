// @ts-nocheck
import { describe, expect, it } from 'vitest';
import { type AdapterRequest, createHandler, createHealth, manualCheck, type ProbeOptions } from '../src/index.ts';
import { createSnapshotView } from '../src/snapshot-view.ts';
import { fakeHealth } from './support.ts';

const LOUD = { status: 'fail', reason: 'too loud' } as const;
const { health } = fakeHealth({
  checks: [
    manualCheck({ name: 'a' }),
    { name: 'b', run: () => LOUD },
    { name: 'b/', run: () => ({ status: 'fail', reason: 'the one with a slash' }) },
    manualCheck({ name: 'live', probes: 'liveness' }),
  ],
});
await health.start();

type Asked = Partial<AdapterRequest> & { readonly options?: ProbeOptions };

function respond(url: string, { options = {}, ...request }: Asked = {}) {
  return createHandler(health, options)({ method: 'GET', url, headers: {}, ...request });
}
const ask = (url: string, asked: Asked = {}): string => {
  const response = respond(url, asked);
  return response === undefined ? 'the app’s' : `${response.status} ${response.body}`;
};
const json = (url: string, asked: Asked = {}): unknown => JSON.parse(respond(url, asked)?.body ?? 'null');

describe('one check', () => {
  const details = { options: { details: 'always' } } as const;
  it.each([
    ['/readyz/b', 'too loud'],
    ['/readyz/b//', 'too loud'],
    ['/readyz/b/', 'the one with a slash'],
    ['/readyz/b%2F', 'the one with a slash'],
  ])('%s', (url, reason) => {
    expect(ask(url, details)).toBe(`503 internal server error: ${reason}\n`);
  });

  it.each(['/readyz/a/', '/readyz/a///', '/readyz//a'])('a slash too many is forgiven: %s', (url) => {
    expect(ask(url)).toBe('200 ok');
  });

  it.each(['/readyz/ab', '/readyz/a/b', '/readyz/%2F', '/readyz/nobody/'])('%s is none', (url) => {
    expect(ask(url)).toBe('404 no such check\n');
  });
});

describe('text or JSON', () => {
  const accept = 'application/json';
  it('the query decides before the header', () => {
    expect(respond('/readyz', { headers: { accept } })?.headers['Content-Type']).toBe(accept);
    expect(respond('/readyz?format=text', { headers: { accept } })?.headers['Content-Type']).toMatch(/^text\/plain/);
    expect(respond('/readyz?format=xml', { headers: { accept } })?.headers['Content-Type']).toBe(accept);
  });

  it('a header that came twice is one list', () => {
    const type = (...values: readonly string[]) =>
      respond('/readyz', { headers: { accept: [...values] } })?.headers['Content-Type'];
    expect(type('text/plain;q=0.5', accept)).toBe(accept);
    expect(type('text/plain', 'application/json;q=0.5')).toMatch(/^text\/plain/);
  });

  it('JSON says who was left out', () => {
    expect(json('/readyz?format=json&exclude=b&exclude=b/')).toMatchObject({
      status: 'pass',
      checks: { b: [{ status: 'fail', excluded: true }] },
    });
  });

  it('and tells the trusted of lines that are no checks, too', () => {
    const idle = createHealth({ logger: false });
    const body = createHandler(idle, { details: 'always' })({ method: 'GET', url: '/readyz?format=json', headers: {} });
    expect(JSON.parse(body?.body ?? '')).toEqual({
      status: 'fail',
      checks: { 'not-started': [{ status: 'fail', output: 'health.start() has not been called' }] },
    });
  });
});

describe('headers as a browser has them', () => {
  const headers = new Headers({ Authorization: 'Bearer sesame', Accept: 'application/json' });

  it('are read as others are', () => {
    const asked = { headers, options: { token: 'sesame' } };
    expect(respond('/readyz', asked)?.headers['Content-Type']).toBe('application/json');
    expect(json('/readyz', asked)).toMatchObject({ checks: { b: [{ output: 'too loud' }] } });
  });

  it('and are handed on as a record, with all that is known of the request', () => {
    const seen: unknown[] = [];
    const details = (request: unknown): boolean => seen.push(request) > 0;
    ask('/readyz/b', { headers, remoteAddress: '10.0.0.1', options: { details } });
    expect(seen).toEqual([
      {
        method: 'GET',
        url: '/readyz/b',
        remoteAddress: '10.0.0.1',
        headers: { accept: 'application/json', authorization: 'Bearer sesame' },
      },
    ]);
  });

  it('what only looks like them is a record', () => {
    const odd = { get: 'x', forEach: 'y', authorization: 'Bearer sesame' };
    expect(ask('/readyz/b', { headers: odd, options: { token: 'sesame' } })).toContain('too loud');
  });
});

describe('the root as a probe', () => {
  it.each<[string, ProbeOptions, string]>([
    ['/?verbose', { paths: { liveness: '/' } }, '200 [+]live ok\nlivez check passed\n'],
    ['http://host?verbose', { paths: { liveness: '/' } }, '200 [+]live ok\nlivez check passed\n'],
    ['/?verbose', { groups: { '/': { checks: ['a'], rules: 'startup' } } }, '200 [+]a ok\nstartupz check passed\n'],
    ['/?verbose', { groups: { '/': { checks: ['a'] } } }, '200 [+]a ok\nreadyz check passed\n'],
    ['', { paths: { liveness: '/' } }, 'the app’s'],
    ['?verbose', { paths: { liveness: '/' } }, 'the app’s'],
    ['/a', { paths: { readiness: '/' } }, 'the app’s'],
  ])('%s of %j', (url, options, answer) => {
    expect(ask(url, { options })).toBe(answer);
  });

  it('is told to routers', () => {
    const { paths } = createHandler(health, { paths: { liveness: '/', readiness: [], startup: [] } });
    expect(paths).toEqual(['/']);
  });
});

it.each([
  ['livez', 'the app’s'],
  ['xhttp://host/livez', 'the app’s'],
  ['//livez', '200 ok'],
  ['/%6Civez', '200 ok'],
  ['/health/ready', '503'],
  ['/health', '200'],
])('%s: the longest path counts, and one that begins as paths do', (url, answer) => {
  const paths = { liveness: ['/livez', '/health'], readiness: '/health/ready' };
  expect(ask(url, { options: { paths } })).toMatch(new RegExp(`^${answer}`));
});

describe('names that match nobody', () => {
  const excluding = (names: readonly string[]): string =>
    ask(`/readyz?verbose&${names.map((name) => `exclude=${name}`).join('&')}`);
  const ten = Array.from({ length: 10 }, (_, index) => `n${index}`);

  it('are named, up to ten', () => {
    const named = ten.map((name) => `"${name}"`).join(',');
    expect(excluding(ten)).toContain(`no matches for ${named}\n`);
    expect(excluding([...ten, 'x'])).toContain(`no matches for ${named} and 1 more\n`);
  });

  it('up to a hundred characters', () => {
    expect(excluding(['y'.repeat(100)])).toContain(`no matches for "${'y'.repeat(100)}"\n`);
    expect(excluding(['y'.repeat(101)])).toContain(`no matches for "${'y'.repeat(100)}…"\n`);
  });

  it('in order, and change no other answer', () => {
    const handler = createHandler(health);
    const get = (url: string) => handler({ method: 'GET', url, headers: {} });
    const plain = get('/readyz?verbose');
    expect(get('/readyz?verbose&exclude=y&exclude=x')?.body).toContain('no matches for "x","y"\n');
    // The very same: nothing was printed again.
    expect(get('/readyz?verbose')).toBe(plain);
  });
});

describe('what a handler is given', () => {
  it('is told of probes until health was started, and not of others', () => {
    let told = 0;
    let phase: 'idle' | 'running' = 'idle';
    const handler = createHandler({
      ...health,
      get phase() {
        return phase;
      },
      probed: () => {
        told += 1;
      },
    });
    const probe = (url: string, method = 'GET') => handler({ method, url, headers: {} });
    probe('/other');
    probe('/livez', 'POST');
    expect(told).toBe(0);
    probe('/livez');
    probe('/readyz?verbose', 'HEAD');
    expect(told).toBe(2);
    phase = 'running';
    probe('/livez');
    probe('/livez');
    expect(told).toBe(3);
  });

  it.each<[string, readonly unknown[], string]>([
    [
      'no health',
      [undefined],
      'health is undefined; allowed: the health that createHealth() returned, as in probes(health)',
    ],
    ['something else', [{}], 'health is {}; allowed: the health that createHealth() returned, as in probes(health)'],
    ['another option', [health, { pasBody: 'x' }], 'probes: unknown option "pasBody"; did you mean "passBody"?'],
    ['a body that is none', [health, { passBody: 5 }], 'passBody is 5; allowed: a string'],
    ['methods that are none', [health, { methods: 'get' }], 'methods is "get"; allowed: "reject" or "pass"'],
  ])('%s is refused', (_name, given, message) => {
    expect(() => Reflect.apply(createHandler, undefined, given)).toThrow(message);
  });
});

describe('evaluate', () => {
  it('is one and the same until something changes, and nobody may change it', () => {
    const whole = health.evaluate('readiness');
    expect(health.evaluate('readiness', { exclude: [] })).toBe(whole);
    expect(health.evaluate('readiness', { exclude: ['b'] })).toBe(health.evaluate('readiness', { exclude: ['b'] }));
    expect(health.evaluate('readiness', { exclude: ['b'] })).not.toBe(health.evaluate('readiness', { exclude: ['a'] }));
    for (const evaluation of [whole, health.evaluate('readiness', { exclude: ['b', 'x'] })])
      for (const part of [evaluation, evaluation.lines, evaluation.unmatched, ...evaluation.lines])
        expect(Object.isFrozen(part)).toBe(true);
  });

  it.each<[readonly unknown[], string]>([
    [['readiness', { exlude: [] }], 'evaluate: unknown option "exlude"; did you mean "exclude"?'],
    [['readiness', { exclude: 'b' }], 'exclude of evaluate is "b"; allowed: a list of check names'],
  ])('%j is refused', (given, message) => {
    expect(() => Reflect.apply(health.evaluate, undefined, given)).toThrow(message);
  });
});

describe('a view of a snapshot', () => {
  it.each<[readonly unknown[], string]>([
    [[undefined], 'the snapshot is undefined; allowed: a snapshot that snapshot() returned'],
    [[{ checks: 5 }], 'checks of the snapshot is 5; allowed: a snapshot that snapshot() returned'],
    [[health.snapshot(), { at: 1 }], 'createSnapshotView: unknown option "at"; allowed: now'],
    [[health.snapshot(), { now: 1 }], 'now of createSnapshotView is 1; allowed: a function'],
  ])('case %#: is refused', (given, message) => {
    expect(() => Reflect.apply(createSnapshotView, undefined, given)).toThrow(message);
  });

  it('has a time of its own, counted from when the snapshot came', () => {
    const snapshot = health.snapshot();
    const aged = (ms: number) => ({
      ...snapshot,
      checks: snapshot.checks.map((check) => ({ ...check, status: 'pass' as const, validUntil: snapshot.at + ms })),
    });
    const view = createSnapshotView(aged(3_600_000));
    expect(view.verdict('readiness').status).toBe('pass');
    view.update(aged(0));
    expect(view.verdict('readiness').status).toBe('unknown');
    view.update(aged(3_600_000));
    expect(view.verdict('readiness').status).toBe('pass');
  });
});
