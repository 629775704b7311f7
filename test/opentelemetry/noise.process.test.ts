import { createServer, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../support/listen.ts';
import { portOf } from '../support/raw-http.ts';
import { type InstrumentedApp, startApp } from './app.ts';

/** Every form in which probes arrive, and the app's own requests among them. */
const PROBES: readonly (readonly [string, string])[] = [
  ['GET', '/livez'],
  ['HEAD', '/livez'],
  ['GET', '/readyz?verbose'],
  ['GET', '/readyz/'],
  ['GET', '/readyz/search'],
  ['GET', '/readyz/nobody'],
  ['POST', '/readyz'],
  ['GET', '/startupz?format=json'],
];
/** Answered by the hook of the Fastify plugin and not by its routes, which are what `logLevel` is about. */
const ODD: readonly (readonly [string, string])[] = [
  ['GET', '//readyz'],
  ['GET', '/read%79z'],
];
const OWN: readonly (readonly [string, string])[] = [
  ['GET', '/orders/7'],
  ['GET', '/readyzz'],
  ['GET', '/nowhere/readyz'],
];

const LAST = '/nowhere/readyz';

const APPS: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['Express with morgan and pino-http', 'express.mjs', {}],
  ["Fastify with its own logger, by the plugin's logLevel", 'fastify.mjs', { FASTIFY_LOG: 'routes' }],
  ['Fastify with its own logger, by its LogController', 'fastify.mjs', { FASTIFY_LOG: 'hook' }],
  ['Koa with koa-logger', 'koa.mjs', {}],
];

/** What the apps' check asks: in this process, so that its server is not instrumented. */
const dependency = createServer((_, response) => response.end('fine'));
let closeDependency: () => Promise<void>;
beforeAll(async () => {
  closeDependency = await listen(dependency);
});
afterAll(() => closeDependency());

describe.each(APPS)('%s', (_, fixture, env) => {
  it('traces and logs the app, and no probe', async () => {
    const app = await start(fixture, env);
    const odd = env.FASTIFY_LOG === 'routes' ? [] : ODD;
    for (const [method, path] of [...PROBES, ...odd, ...OWN]) await ask(app, method, path);
    await settled(app, OWN.length, LAST);
    const { spans } = app;

    expect(spans.filter(({ root }) => root).map(({ route }) => route)).toEqual(OWN.map(([, path]) => path));
    expect(mentions(spans.map(({ route }) => route))).toEqual([]);
    // The framework's own instrumentation is on: it has spans below the request's.
    expect(new Set(spans.map(({ scope }) => scope)).size).toBeGreaterThan(1);

    expect(mentions(app.stdout().split('\n'))).toEqual([]);
    for (const [, path] of OWN) expect(app.stdout()).toContain(path);

    const metrics = await app.metrics();
    expect(metrics).toContain('health_probe_status{');
    // HTTP server metrics count the app's requests only.
    expect(countOf(metrics)).toBe(OWN.length);
  });

  it('would trace and log every probe without it', async () => {
    const app = await start(fixture, { ...env, IGNORE_PROBES: 'no' });
    for (const [method, path] of PROBES) await ask(app, method, path);
    await settled(app, PROBES.length, '/startupz');
    expect(app.spans.filter(({ root }) => root)).toHaveLength(PROBES.length);
    expect(mentions(app.stdout().split('\n')).length).toBeGreaterThanOrEqual(PROBES.length);
    expect(countOf(await app.metrics())).toBe(PROBES.length);
  });
});

describe('Express with morgan behind the probes', () => {
  it('logs the app, and no probe, without any matcher', async () => {
    const app = await start('express.mjs', { ORDER: 'probes first', IGNORE_PROBES: 'no' });
    for (const [method, path] of [...PROBES, ...ODD, ...OWN]) await ask(app, method, path);
    await settled(app, PROBES.length + ODD.length + OWN.length, LAST);
    expect(mentions(app.stdout().split('\n'))).toEqual([]);
    for (const [, path] of OWN) expect(app.stdout()).toContain(path);
  });
});

describe('checks under the instrumentation of fetch', () => {
  it.each([
    ['nothing by default', {}, []],
    ['a span per run when asked', { SPANS: 'yes' }, ['health_check search']],
    [
      'and what it fetches, when asked for that too',
      { SPANS: 'yes', CHILD_SPANS: 'yes' },
      ['GET', 'health_check search'],
    ],
  ])('%s', async (_, env, expected) => {
    const app = await start('express.mjs', env);
    await ask(app, 'GET', '/readyz');
    const runs = await untilRuns(app, 3);
    expect(runs).toBeGreaterThanOrEqual(3);
    expect([...new Set(app.spans.map(({ name }) => name))].sort()).toEqual(expected);
    // Each run is a trace of its own, not a part of the request that started the health.
    const roots = new Set(app.spans.filter(({ root }) => root).map(({ name }) => name));
    expect([...roots]).toEqual(expected.filter((name) => name.startsWith('health_check')));
  });
});

async function start(fixture: string, env: Readonly<Record<string, string>>): Promise<InstrumentedApp> {
  const app = await startApp(fixture, { DEPENDENCY: `http://127.0.0.1:${portOf(dependency)}/ping`, ...env });
  onTestFinished(() => app.close());
  return app;
}

function ask({ port }: InstrumentedApp, method: string, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, agent: false }, (response) => {
      response.resume().on('end', () => resolve());
    });
    sent.once('error', reject).end();
  });
}

/** Waits for what the last request leaves behind. Spans and lines come in order: what went before it is there as well. */
async function settled(app: InstrumentedApp, spans: number, lastPath: string): Promise<void> {
  const roots = (): number => app.spans.filter(({ root }) => root).length;
  for (let tries = 0; tries < 500; tries += 1) {
    // Some loggers write a line when a request comes and another when it is done.
    if (roots() >= spans && app.stdout().split(lastPath).length > 1 && app.stdout().endsWith('\n')) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Those that name a probe's path. */
function mentions(texts: readonly string[]): readonly string[] {
  return texts.filter(
    (text) => /(?<![a-z])\/(?:livez|readyz|startupz)(?![a-z])/.test(text) && !text.includes('/nowhere'),
  );
}

/** How many requests the HTTP instrumentation has measured. */
function countOf(metrics: string): number {
  return valuesOf(metrics, /^http_server_[a-z_]*duration_count\{/);
}

function valuesOf(metrics: string, line: RegExp): number {
  return metrics
    .split('\n')
    .filter((text) => line.test(text))
    .reduce((sum, text) => sum + Number(text.slice(text.lastIndexOf(' ') + 1)), 0);
}

/** Waits until the check has run that often; how often it has. */
async function untilRuns(app: InstrumentedApp, runs: number): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const seen = valuesOf(await app.metrics(), /^health_check_duration_count\{/);
    if (seen >= runs) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return 0;
}
