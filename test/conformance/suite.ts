import { createFakeClock } from '@probez/core/testing';
import { createHealth, type Health } from '@probez/node';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../support/listen.ts';
import { exchange, portOf, type RawResponse, type RawServer } from '../support/raw-http.ts';
import type { ConformanceAdapter, Mounting } from './adapter.ts';
import { CASES, type Case, ourHeaders } from './cases.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

/** What HTTP servers add by themselves. */
const SERVERS_OWN = /^(date|connection|keep-alive)$/i;
const ours = ({ headers }: RawResponse) => headers.filter(([name]) => !SERVERS_OWN.test(name));
const names = ({ headers }: RawResponse) => headers.map(([name]) => name.toLowerCase());

export interface RunningApp extends RawServer {
  readonly server: Awaited<ReturnType<ConformanceAdapter['build']>>['server'];
  close(): Promise<void>;
}

/** Builds an app and lets it listen. */
export async function run(adapter: ConformanceAdapter, mounting: Mounting): Promise<RunningApp> {
  const { server, tls = false, close } = await adapter.build(mounting);
  const stop = await listen(server);
  return {
    server,
    tls,
    port: portOf(server),
    async close() {
      await stop();
      await close?.();
      await mounting.health.stop();
    },
  };
}

/** The request of a case in bytes. */
export function bytesOf({ send, headers = {} }: Case, version = '1.1'): string {
  const lines = Object.entries({ Host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${send} HTTP/${version}\r\n${lines.join('')}\r\n`;
}

const methodOf = ({ send }: Case): string => send.slice(0, send.indexOf(' '));
const targetOf = ({ send }: Case): string => send.slice(send.indexOf(' ') + 1);
const titleOf = (one: Case): string =>
  `${one.send.slice(0, 80)}${one.headers === undefined ? '' : ` ${JSON.stringify(one.headers)}`} -> ${one.status}`;
const bodyOf = (one: Case): string => (methodOf(one) === 'HEAD' ? '' : one.body);

/** Every adapter, and every supported major of its framework, passes these. */
export function describeConformance(adapter: ConformanceAdapter): void {
  describe(`${adapter.name} conforms`, () => {
    for (const [name, scenario] of Object.entries<Scenario>(SCENARIOS)) {
      describe(name, () => describeScenario(adapter, scenario, casesIn(name)));
    }
    describe('connections', () => describeConnections(adapter));
    it('starts nothing: not when mounted, not with a probe', () => startsNothing(adapter));
    it('answers for each of two instances in one process', () => servesTwo(adapter));
  });
}

const casesIn = (name: string): readonly Case[] => CASES.filter((one) => one.in === name);

function describeScenario(
  adapter: ConformanceAdapter,
  { health, ...mounting }: Scenario,
  cases: readonly Case[],
): void {
  let app: RunningApp;
  beforeAll(async () => {
    app = await run(adapter, { health: await health(), ...mounting });
  });
  afterAll(() => app.close());

  for (const one of cases) {
    it(`socket: ${titleOf(one)}`, async () => {
      const [response, ...rest] = await exchange(app, bytesOf(one), [methodOf(one)]);
      expect(rest).toEqual([]);
      if (routed(adapter, one) && response !== undefined) {
        expect(response.status).toBe(one.inRouter === 'refused' ? 400 : one.inRouter);
        return expectNothingOfOurs(response);
      }
      expect(response).toMatchObject({ status: one.status, body: bodyOf(one) });
      if (response === undefined) return;
      if (one.type === 'app') expectApp(response);
      else if (adapter.fetch === true) expect(lowerCased(ours(response))).toEqual(lowerCased(ourHeaders(one)));
      else expect(ours(response)).toEqual(ourHeaders(one));
    });

    if (routed(adapter, one)) continue;
    // supertest writes targets anew, so only plain ones reach the server as they are.
    if (/^\/(?!\/)[^%]*$/.test(targetOf(one)) && !(one.headers?.Accept === '')) {
      it(`supertest: ${titleOf(one)}`, async () => {
        const response = await supertest(app, methodOf(one), targetOf(one)).set(one.headers ?? { Accept: '*/*' });
        expect(response.status).toBe(one.status);
        expect(response.text ?? '').toBe(bodyOf(one));
        if (one.type === 'app') return expect(response.headers).not.toHaveProperty('x-content-type-options');
        for (const [key, value] of ourHeaders(one)) expect(response.headers).toHaveProperty(key.toLowerCase(), value);
      });
    }
  }
}

function supertest(app: RunningApp, method: string, target: string) {
  const client = request(`${app.tls ? 'https' : 'http'}://127.0.0.1:${app.port}`);
  const test = {
    GET: client.get,
    HEAD: client.head,
    POST: client.post,
    PUT: client.put,
    DELETE: client.delete,
    PATCH: client.patch,
    OPTIONS: client.options,
    PROPFIND: client.propfind,
  }[method]?.call(client, target);
  if (test === undefined) throw new Error(`supertest has no ${method}`);
  // The body as it came, whatever its type.
  return test
    .trustLocalhost()
    .buffer(true)
    .parse((response, done) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        Object.assign(response, { text });
        done(null, text);
      });
    });
}

/** Whether the framework's router keeps the request from us. */
const routed = (adapter: ConformanceAdapter, one: Case): boolean =>
  one.inRouter === 'refused'
    ? adapter.refusesBadEscapes === true
    : one.inRouter !== undefined && adapter.name.startsWith('fastify');

/** The app's answer, to which nothing of ours was added. */
function expectApp(response: RawResponse): void {
  expect(names(response)).toContain('x-app');
  expectNothingOfOurs(response);
}

function expectNothingOfOurs(response: RawResponse): void {
  for (const name of ['cache-control', 'vary', 'x-content-type-options', 'allow'])
    expect(names(response)).not.toContain(name);
}

function describeConnections(adapter: ConformanceAdapter): void {
  let app: RunningApp;
  beforeAll(async () => {
    app = await run(adapter, { health: await SCENARIOS.passing.health(), options: { methods: 'reject' } });
  });
  afterAll(() => app.close());
  const statuses = (responses: readonly RawResponse[]) => responses.map(({ status, body }) => `${status} ${body}`);

  it('answers pipelined requests in order, HEAD without a body', async () => {
    const one = (line: string) => `${line} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const bytes = ['GET /livez', 'HEAD /readyz?verbose', 'GET /readyz/ping', 'GET /x', 'HEAD /nope', 'GET /livez']
      .map(one)
      .join('');
    const responses = await exchange(app, bytes, ['GET', 'HEAD', 'GET', 'GET', 'HEAD', 'GET']);
    expect(statuses(responses)).toEqual(['200 ok', '200 ', '200 ok', '200 app GET', '200 ', '200 ok']);
  });

  it('keeps the connection, also after a refused request with a body', async () => {
    const body = '{"a":1}';
    const post = `POST /readyz HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const get = 'GET /livez HTTP/1.1\r\nHost: a\r\n\r\n';
    const responses = await exchange(app, post + get + post + get, ['POST', 'GET', 'POST', 'GET']);
    expect(statuses(responses)).toEqual(['405 method not allowed\n', '200 ok', '405 method not allowed\n', '200 ok']);
  });

  it('takes a body that is no JSON and a content type that nobody knows on a probe', async () => {
    const get = 'GET /livez HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-unknown\r\nContent-Length: 3\r\n\r\n{{{';
    expect(statuses(await exchange(app, get + get, ['GET', 'GET']))).toEqual(['200 ok', '200 ok']);
  });

  it('answers HTTP/1.0 and closes', async () => {
    const [response] = await exchange(app, 'GET /readyz HTTP/1.0\r\nHost: a\r\n\r\n', ['GET']);
    expect(response).toMatchObject({ status: 200, body: 'ok' });
    expect(response?.headers.find(([name]) => name === 'Connection')?.[1]).toBe('close');
  });

  it('honours Connection: close', async () => {
    const [response] = await exchange(app, 'GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', ['GET']);
    expect(response?.headers.find(([name]) => name === 'Connection')?.[1]).toBe('close');
  });

  it('takes duplicate and strange headers', async () => {
    const bytes =
      'GET /readyz HTTP/1.1\r\nHost: a\r\nAccept: text/plain;q=0.1\r\nAccept: application/json\r\nAuthorization: a\r\nAuthorization: Bearer b\r\nX-Forwarded-For: \xff\r\n\r\n';
    const [response] = await exchange(app, bytes, ['GET']);
    expect(response?.status).toBe(200);
    expect(lowerCased(response?.headers ?? [])).toContain('content-type: application/json');
  });

  it('sends every header once', async () => {
    for (const target of ['/readyz', '/readyz?format=json', '/readyz/nope', '/livez?verbose']) {
      const [response] = await exchange(app, `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`, ['GET']);
      if (response === undefined) throw new Error('no response');
      expect(new Set(names(response)).size).toBe(names(response).length);
      expect(names(response)).not.toContain('x-powered-by');
    }
  });
}

async function startsNothing(adapter: ConformanceAdapter): Promise<void> {
  let runs = 0;
  const clock = createFakeClock();
  const check = {
    name: 'a',
    run() {
      runs += 1;
    },
  };
  const health = createHealth({ logger: false, clock, checks: [check] });
  const app = await run(adapter, { health });
  try {
    const get = (target: string) => exchange(app, `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`, ['GET']);
    await get('/other');
    const [live] = await get('/livez');
    expect(live).toMatchObject({ status: 200, body: 'ok' });
    for (const [target, name] of [
      ['/readyz', 'readyz'],
      ['/startupz', 'startupz'],
    ] as const) {
      const [response] = await get(target);
      expect(response).toMatchObject({
        status: 503,
        body: expect.stringContaining('[-]not-started failed: reason withheld'),
      });
      expect(response?.body).toContain(`${name} check failed`);
    }
    await clock.settle();
    expect([health.phase, runs, clock.timers]).toEqual(['idle', 0, 0]);
    await health.start();
    const [ready] = await get('/readyz');
    expect(ready).toMatchObject({ status: 200, body: 'ok' });
    expect(runs).toBe(1);
  } finally {
    await app.close();
  }
}

async function servesTwo(adapter: ConformanceAdapter): Promise<void> {
  const health = (name: string, ok: boolean): Health =>
    createHealth({ logger: false, clock: createFakeClock(), checks: [{ name, run: () => ok }] });
  const healths = [health('one', true), health('two', false)] as const;
  await Promise.all(healths.map((each) => each.start()));
  const apps = await Promise.all(healths.map((each) => run(adapter, { health: each })));
  try {
    const bodies = await Promise.all(
      apps.map(async (app) => {
        const [response] = await exchange(app, 'GET /readyz?verbose HTTP/1.1\r\nHost: a\r\n\r\n', ['GET']);
        return `${response?.status} ${response?.body}`;
      }),
    );
    expect(bodies).toEqual([
      '200 [+]one ok\nreadyz check passed\n',
      '503 [-]two failed: reason withheld\nreadyz check failed\n',
    ]);
  } finally {
    await Promise.all(apps.map((app) => app.close()));
  }
}

const lowerCased = (headers: readonly (readonly [string, string])[]) =>
  headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort();
