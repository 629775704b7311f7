import { connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADAPTERS, node } from '../conformance/apps.ts';
import { SCENARIOS } from '../conformance/scenarios.ts';
import { type RunningApp, run } from '../conformance/suite.ts';
import { RUNS } from '../support/properties.ts';
import { exchange, type RawResponse } from '../support/raw-http.ts';
import { type FuzzRequest, fuzzRequest, HEADER_VALUES } from './requests.ts';

const PER_CONNECTION = 20;
const PER_ADAPTER = Math.ceil(RUNS / ADAPTERS.length);
/** On a busy machine, too. */
const MS_A_REQUEST = 20;

/** As bytes that an HTTP parser lets through; the rest is the parser's to refuse, before anything of ours. */
function bytesOf({ method, target, headers }: FuzzRequest): { bytes: string; method: string } {
  const verb = /^(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|TRACE|PROPFIND)$/.test(method) ? method : 'GET';
  const visible = target.replace(/[^!-~]/g, '');
  const path = /^(?:\/|https?:\/\/a(?:$|[/?]))/i.test(visible) ? visible : `/${visible}`;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value.replace(/[^ -~]/g, '')}\r\n`);
  return { bytes: `${verb} ${path} HTTP/1.1\r\nHost: localhost\r\n${lines.join('')}\r\n`, method: verb };
}

function expectHarmless(response: RawResponse): void {
  const ofTheApp = response.headers.some(([name]) => name.toLowerCase() === 'x-app');
  // 400 is a router's own answer to a bad escape; 304 is Express's, to If-None-Match on a page of the app's.
  expect([200, 400, 404, 405, 503, ...(ofTheApp ? [304] : [])]).toContain(response.status);
  if (response.status === 503)
    expect(response.body).toMatch(/^$|check failed\n$|^internal server error: |^\{"status":"fail"/);
  const names = response.headers.map(([name]) => name.toLowerCase());
  if (!names.includes('x-content-type-options')) return;
  expect(new Set(names).size).toBe(names.length);
  for (const [name, value] of response.headers) {
    if (/^(?:date|connection|keep-alive)$/i.test(name)) continue;
    expect(HEADER_VALUES[name.toLowerCase()]?.test(value), `${name}: ${value}`).toBe(true);
  }
}

describe.each(ADAPTERS)('$name', (adapter) => {
  it(
    `answers ${PER_ADAPTER.toLocaleString('en')} requests of any kind over keep-alive connections`,
    async () => {
      const app = await run(adapter, { health: await SCENARIOS.failing.health() });
      try {
        const requests = fc.sample(fuzzRequest, PER_ADAPTER).map(bytesOf);
        for (let from = 0; from < requests.length; from += PER_CONNECTION) {
          const batch = requests.slice(from, from + PER_CONNECTION);
          const responses = await exchange(
            app,
            batch.map(({ bytes }) => bytes),
            batch.map(({ method }) => method),
          );
          for (const response of responses) expectHarmless(response);
          // A router that refuses a target may end the connection with it.
          if (responses.length < batch.length) expect(responses.at(-1)?.status).toBe(400);
        }
        await survives(app);
      } finally {
        await app.close();
      }
    },
    60_000 + PER_ADAPTER * MS_A_REQUEST,
  );
});

it('takes bytes that are no HTTP at all', async () => {
  const app = await run(node, { health: await SCENARIOS.passing.health() });
  try {
    for (const noise of fc.sample(fc.string({ unit: 'binary', maxLength: 200 }), 300)) {
      const answer = await say(app.port, `${noise}\r\n\r\n`);
      expect(answer).toMatch(/^(?:$|HTTP\/1\.1 (?:200|400|404|405|431|505) )/);
    }
    await survives(app);
  } finally {
    await app.close();
  }
});

/** Says something, hangs up, and hears the other side out. */
function say(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.end(text));
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      heard += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
  });
}

async function survives(app: RunningApp): Promise<void> {
  const [response] = await exchange(app, 'GET /startupz HTTP/1.1\r\nHost: a\r\n\r\n', ['GET']);
  expect(response).toMatchObject({ status: 200, body: 'ok' });
}
