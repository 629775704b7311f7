import { describe, expect, it } from 'vitest';
import { createHandler, manualCheck, type ProbeOptions, type ProbeRequest } from '../src/index.ts';
import { fakeHealth, scripted } from './support.ts';

const gates = { pg: manualCheck({ name: 'pg' }), 'queue/in': manualCheck({ name: 'queue/in' }) };
const { health } = fakeHealth({
  checks: [gates.pg, { ...gates['queue/in'], critical: false }],
  version: '1',
  serviceId: 'orders',
});
await health.start();

function ask(url: string, options: ProbeOptions = {}, request: Partial<ProbeRequest> = {}): string {
  const response = createHandler(health, options)({ method: 'GET', url, headers: {}, ...request });
  return response === undefined ? 'the app’s' : `${response.status} ${response.body}`;
}

it('never throws, whatever an adapter hands it', () => {
  const failing = fakeHealth({ checks: [manualCheck({ name: 'a', initial: 'fail' })] }).health;
  const handler = createHandler(failing, { token: 'x' });
  const statusOf = (request: unknown): unknown => Reflect.apply(handler, undefined, [request])?.status;
  expect(statusOf({ method: 'GET', url: '/readyz' })).toBe(503);
  expect(statusOf({ method: 'GET', url: '/readyz/a', headers: null })).toBe(503);
  expect(statusOf({ method: 'GET', url: 42, headers: {} })).toBeUndefined();
  expect(statusOf({ method: 'GET', url: null })).toBeUndefined();
});

describe('text', () => {
  it.each([
    ['/readyz', '200 ok'],
    ['/readyz?verbose', '200 [+]pg ok\n[+]queue/in ok\nreadyz check passed\n'],
    ['/readyz?verbose&exclude=pg', '200 [+]pg excluded: ok\n[+]queue/in ok\nreadyz check passed\n'],
    ['/readyz?exclude=none', '200 ok'],
    [
      '/readyz?verbose&exclude=b&exclude=a&exclude=a',
      '200 [+]pg ok\n[+]queue/in ok\nwarn: some health checks cannot be excluded: no matches for "a","b"\nreadyz check passed\n',
    ],
    ['/readyz/pg', '200 ok'],
    ['/readyz/queue/in', '200 ok'],
    ['/readyz/nobody', '404 no such check\n'],
    ['/readyz/%zz', '404 no such check\n'],
    ['/livez?verbose', '200 livez check passed\n'],
    ['/livez/pg', '404 no such check\n'],
    ['/other', 'the app’s'],
  ])('passing: %s', (url, answer) => {
    expect(ask(url)).toBe(answer);
  });

  it('failing: lines always, reasons never; one check tells its reason to the trusted', () => {
    gates.pg.fail('password=x refused');
    gates['queue/in'].fail('full');
    expect(ask('/readyz')).toBe(
      '503 [-]pg failed: reason withheld\n[+]queue/in warn: reason withheld\nreadyz check failed\n',
    );
    expect(ask('/readyz?exclude=pg')).toBe('200 ok');
    expect(ask('/readyz/pg')).toBe('503 internal server error: reason withheld\n');
    expect(ask('/readyz/pg', { details: 'always' })).toBe('503 internal server error: password=*** refused\n');
    expect(ask('/readyz/queue/in')).toBe('200 ok');
    gates.pg.pass();
    gates['queue/in'].pass();
  });

  it('many unmatched exclusions are capped in number and length', () => {
    const names = Array.from({ length: 50 }, (_, index) => `${'x'.repeat(500)}${index}`);
    const body = ask(`/readyz?verbose&${names.map((name) => `exclude=${name}`).join('&')}`);
    expect(body).toContain('and 40 more\n');
    expect(body.length).toBeLessThan(1_500);
  });
});

describe('JSON', () => {
  it.each([
    ['format=json', '/readyz?format=json', {}, 'application/health+json'],
    ['Accept', '/readyz', { accept: 'application/json' }, 'application/json'],
  ])('%s', (_name, url, headers, type) => {
    const response = createHandler(health)({ method: 'GET', url, headers });
    expect(response?.headers['Content-Type']).toBe(type);
    expect(JSON.parse(response?.body ?? '')).toEqual({
      status: 'pass',
      version: '1',
      serviceId: 'orders',
      checks: {
        pg: [{ status: 'pass', time: '2026-01-01T00:00:00.000Z' }],
        'queue/in': [{ status: 'pass', time: '2026-01-01T00:00:00.000Z' }],
      },
    });
  });

  it('withholds reasons and measurements, and shows them to the trusted', async () => {
    const measured = fakeHealth({
      checks: [
        {
          name: 'pg',
          componentType: 'datastore',
          run: () => ({ status: 'warn', reason: 'slow', observedValue: 9, observedUnit: 'ms' }),
        },
      ],
    });
    await measured.health.start();
    const body = (options: ProbeOptions): unknown =>
      JSON.parse(
        createHandler(measured.health, options)({ method: 'GET', url: '/readyz?format=json', headers: {} })?.body ?? '',
      );
    const base = { status: 'warn', componentType: 'datastore', time: '2026-01-01T00:00:00.000Z' };
    expect(body({})).toEqual({ status: 'warn', checks: { pg: [{ ...base, output: 'reason withheld' }] } });
    expect(body({ details: 'always' })).toEqual({
      status: 'warn',
      checks: { pg: [{ ...base, output: 'slow', observedValue: 9, observedUnit: 'ms' }] },
    });
  });

  it('unknown fails, and says in state that it is unknown', () => {
    const { health: idle } = fakeHealth({ checks: [{ name: 'never', attach: () => {} }] });
    const body: unknown = JSON.parse(
      createHandler(idle)({ method: 'GET', url: '/readyz/never?format=json', headers: {} })?.body ?? '',
    );
    expect(body).toEqual({
      status: 'fail',
      state: 'unknown',
      checks: { never: [{ status: 'fail', state: 'unknown', output: 'reason withheld' }] },
    });
  });
});

describe('methods and headers', () => {
  it('HEAD has the headers of GET and no body', () => {
    const handler = createHandler(health);
    const get = handler({ method: 'GET', url: '/readyz?verbose', headers: {} });
    const head = handler({ method: 'HEAD', url: '/readyz?verbose', headers: {} });
    expect(head).toEqual({ ...get, body: '' });
    expect(get?.headers).toEqual({
      'Cache-Control': 'no-store',
      'Content-Length': '44',
      'Content-Type': 'text/plain; charset=utf-8',
      Vary: 'Accept',
      'X-Content-Type-Options': 'nosniff',
    });
  });

  it('Content-Length counts bytes', () => {
    expect(
      createHandler(health, { passBody: 'grün 😀' })({ method: 'GET', url: '/livez', headers: {} })?.headers[
        'Content-Length'
      ],
    ).toBe('10');
  });

  it('other methods: 405 with Allow, or the app’s', () => {
    expect(ask('/readyz', {}, { method: 'POST' })).toBe('405 method not allowed\n');
    expect(createHandler(health)({ method: 'POST', url: '/readyz', headers: {} })?.headers.Allow).toBe('GET, HEAD');
    expect(ask('/readyz', { methods: 'pass' }, { method: 'POST' })).toBe('the app’s');
    expect(ask('/readyz', {}, { method: undefined })).toBe('405 method not allowed\n');
    expect(ask('/readyz', {}, { url: undefined })).toBe('the app’s');
  });
});

describe('options', () => {
  it('failureStatus, one or per probe; passBody; aliases; groups with rules', async () => {
    const { health: sick } = fakeHealth({
      checks: [
        manualCheck({ name: 'live', probes: 'liveness', initial: 'fail' }),
        manualCheck({ name: 'ready', initial: 'fail' }),
      ],
    });
    await sick.start();
    const options: ProbeOptions = {
      failureStatus: { liveness: 500 },
      paths: { liveness: ['/livez', '/healthz'] },
      passBody: 'OK',
      groups: { '/lbz': { checks: ['ready', 'missing'] }, '/up': { checks: ['ready'], rules: 'liveness' } },
    };
    const handler = createHandler(sick, options);
    const get = (url: string): string => {
      const response = handler({ method: 'GET', url, headers: {} });
      return `${response?.status} ${response?.body}`;
    };
    expect(get('/healthz')).toBe('500 [-]live failed: reason withheld\nhealthz check failed\n');
    expect(get('/readyz')).toBe('503 [-]ready failed: reason withheld\nreadyz check failed\n');
    expect(get('/startupz')).toBe('200 OK');
    expect(get('/lbz')).toBe(
      '503 [-]ready failed: reason withheld\n[-]missing failed: reason withheld\nlbz check failed\n',
    );
    expect(get('/up')).toBe('500 [-]ready failed: reason withheld\nup check failed\n');
    expect(handler.paths).toEqual(['/livez', '/healthz', '/readyz', '/startupz', '/lbz', '/up']);
  });

  it('a group is judged as readiness is: it fails while draining', async () => {
    const { health: going } = fakeHealth({ checks: [scripted('a')] });
    await going.start();
    const handler = createHandler(going, { groups: { '/lbz': { checks: ['a'] } } });
    expect(handler({ method: 'GET', url: '/lbz', headers: {} })?.status).toBe(200);
    going.drain();
    expect(handler({ method: 'GET', url: '/lbz', headers: {} })?.body).toBe(
      '[+]a ok\n[-]shutdown failed: reason withheld\nlbz check failed\n',
    );
  });
});

describe('before the start', () => {
  it.each([
    ['/livez', '200 ok'],
    ['/readyz', '503 [-]a unknown: reason withheld\n[-]not-started failed: reason withheld\nreadyz check failed\n'],
    ['/startupz', '503 [-]not-started failed: reason withheld\nstartupz check failed\n'],
    [
      '/startupz?exclude=not-started',
      '503 [-]not-started failed: reason withheld\nwarn: some health checks cannot be excluded: no matches for "not-started"\nstartupz check failed\n',
    ],
    ['/readyz/not-started', '503 internal server error: reason withheld\n'],
    ['/lbz', '503 [-]a unknown: reason withheld\n[-]not-started failed: reason withheld\nlbz check failed\n'],
    ['/upz', '200 ok'],
  ])('%s', (url, expected) => {
    const { health: unborn } = fakeHealth({ checks: [scripted('a')] });
    const groups = { '/lbz': { checks: ['a'] }, '/upz': { checks: ['a'], rules: 'liveness' } } as const;
    const response = createHandler(unborn, { groups })({ method: 'GET', url, headers: {} });
    expect(`${response?.status} ${response?.body}`).toBe(expected);
  });

  it('a probe starts nothing, and the first one is logged, once', async () => {
    const check = scripted('a');
    const lines: string[] = [];
    const logger = { info: () => {}, warn: (line: string) => lines.push(line), error: () => {} };
    const { clock, health: unborn } = fakeHealth({ checks: [check], logger });
    const handlers = [createHandler(unborn), createHandler(unborn)];
    for (const handler of handlers) handler({ method: 'GET', url: '/other', headers: {} });
    unborn.evaluate('readiness');
    expect(lines).toEqual([]);
    for (const handler of handlers) {
      handler({ method: 'GET', url: '/livez', headers: {} });
      handler({ method: 'GET', url: '/readyz', headers: {} });
    }
    await clock.advance(60_000);
    expect([unborn.phase, check.runs, clock.timers]).toEqual(['idle', 0, 0]);
    expect(lines).toEqual([expect.stringMatching(/a probe request came before health\.start\(\) was called/)]);
    await unborn.start();
    await unborn.stop();
    lines.length = 0;
    for (const handler of handlers) handler({ method: 'GET', url: '/livez', headers: {} });
    expect([unborn.phase, lines]).toEqual(['stopped', []]);
  });
});

it('failing lines are printed once per verdict, however many probes ask', async () => {
  const { health: sick } = fakeHealth({ checks: [scripted('a', false)] });
  await sick.start();
  let evaluations = 0;
  const handler = createHandler({
    ...sick,
    evaluate: (...args) => {
      evaluations += 1;
      return sick.evaluate(...args);
    },
  });
  for (let probe = 0; probe < 1_000; probe += 1) handler({ method: 'GET', url: '/readyz', headers: {} });
  expect(evaluations).toBe(1);
});
