import { IncomingMessage, ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { timeAll } from '../lib/micro.mjs';
import { probez } from '../lib/probez.mjs';
import { median } from '../lib/stats.mjs';

/** What the kubelet sends. */
const HEADERS = ['Host', '10.0.0.1:8080', 'User-Agent', 'kube-probe/1.34', 'Accept', '*/*', 'Connection', 'close'];
const FIVE = Array.from({ length: 5 }, (_, index) => ({ name: `check-${index}`, run() {} }));

/** @param {import('../lib/result.mjs').Settings} settings @returns {Promise<import('../lib/result.mjs').Result>} */
export async function run({ quick }) {
  const options = quick ? { batches: 60 } : {};
  const rows = (timings) => Object.entries(timings).map(([what, timing]) => ({ what, ...timing }));
  const columns = (what) => [
    { key: 'what', label: what, unit: 'text' },
    { key: 'ns', label: 'best', unit: 'ns' },
    { key: 'typicalNs', label: 'median', unit: 'ns' },
  ];
  const handler = timeAll(await handlerCases(), options);
  const passing = timeAll(await passThroughCases(), options);
  const scheduler = await schedulerTimes(quick ? 3 : 9);
  return {
    tables: [
      {
        caption: 'The handler: from a request to a response, nothing written',
        columns: columns('request'),
        rows: rows(handler),
      },
      {
        caption: "Pass-through: a request of the app's own, from the server to the app's handler",
        columns: columns('way'),
        rows: rows(passing),
      },
      {
        caption: 'The scheduler, with checks that pass at once and timers that fire when told to',
        columns: columns('work'),
        rows: rows(scheduler),
      },
    ],
    figures: [],
  };
}

async function handlerCases() {
  const { createHandler, createHealth } = await probez('core');
  const handlerOf = async (checks) => {
    const health = createHealth({ checks, logger: false });
    await health.start();
    return createHandler(health);
  };
  const five = await handlerOf(FIVE);
  const thousand = await handlerOf(Array.from({ length: 1000 }, (_, index) => ({ name: `check-${index}`, run() {} })));
  const failing = await handlerOf([...FIVE, { name: 'broken', run: () => false }]);
  const get = (url, accept = '*/*') => ({ method: 'GET', url, headers: { accept } });
  const cases = {
    'GET /livez': [five, get('/livez')],
    'GET /readyz, 5 checks': [five, get('/readyz')],
    'GET /readyz, 1,000 checks': [thousand, get('/readyz')],
    'GET /readyz, failing, 6 checks': [failing, get('/readyz')],
    'GET /readyz?verbose, 5 checks': [five, get('/readyz?verbose')],
    'GET /readyz as JSON, 5 checks': [five, get('/readyz', 'application/json')],
    'GET /readyz/check-3': [five, get('/readyz/check-3')],
    'GET /api/users/42?full=1, not a probe': [five, get('/api/users/42?full=1')],
  };
  return Object.fromEntries(Object.entries(cases).map(([name, [handler, request]]) => [name, () => handler(request)]));
}

async function passThroughCases() {
  const { createHealth, probes } = await probez('node');
  const express = await probez('express');
  const koa = await probez('koa');
  const health = createHealth({ checks: FIVE, logger: false });
  await health.start();
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const response = new ServerResponse(new IncomingMessage(socket));
  /** A request as the parser leaves it: headers are made of the raw ones when somebody asks. */
  const request = () => {
    const fresh = new IncomingMessage(socket);
    fresh.method = 'GET';
    fresh.url = '/api/users/42?full=1';
    fresh.rawHeaders = HEADERS;
    return fresh;
  };
  let served;
  const app = (seen) => {
    served = seen.url;
  };
  const listener = probes(health, { fallback: app });
  const middleware = express.probes(health);
  const koaMiddleware = koa.probes(health);
  return {
    'node:http: straight to the app': () => app(request()),
    'node:http: through Probez': () => listener(request(), response),
    'Express: middleware, next called': () => {
      const req = request();
      middleware(req, response, () => app(req));
    },
    'Koa: middleware, next called': () => {
      const req = request();
      void koaMiddleware({ req, res: response }, async () => app(req));
      return served;
    },
  };
}

const PERIOD_MS = 10_000;

/**
 * A clock whose timers all fire when told to: a clock of the machine would make us wait, and the testing clock spends more
 * on letting promises settle than a run takes.
 */
function createPushedClock() {
  /** @type {Set<() => void>} */
  let timers = new Set();
  let now = 0;
  return {
    now: () => now,
    time: () => now,
    random: () => 0.5,
    setTimer(ms, callback) {
      // Time-outs never come: every check here settles at once.
      if (ms < PERIOD_MS / 2) return () => {};
      timers.add(callback);
      return () => timers.delete(callback);
    },
    /** A period passes. */
    async push() {
      now += PERIOD_MS;
      const due = timers;
      timers = new Set();
      for (const callback of due) callback();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** Nanoseconds per run of a check, everything included: slot, run, result, state, next timer. */
async function schedulerTimes(rounds) {
  const { createHealth } = await probez('core');
  const timings = {};
  for (const count of [1, 100, 1000]) {
    const perRun = [];
    const perStart = [];
    for (let round = 0; round < rounds; round += 1) {
      let runs = 0;
      const run = () => {
        runs += 1;
      };
      const clock = createPushedClock();
      const startedAt = performance.now();
      const checks = Array.from({ length: count }, (_, index) => ({
        name: `check-${index}`,
        periodMs: PERIOD_MS,
        run,
      }));
      const health = createHealth({ clock, logger: false, checks });
      await health.start();
      perStart.push(((performance.now() - startedAt) * 1e6) / count);
      for (let period = 0; period < 2000 / count; period += 1) {
        runs = 0;
        const pushedAt = performance.now();
        await clock.push();
        if (runs === count) perRun.push(((performance.now() - pushedAt) * 1e6) / count);
      }
      await health.stop();
    }
    const of = count.toLocaleString('en');
    timings[`a run of a check, of ${of}`] = { ns: Math.min(...perRun), typicalNs: median(perRun) };
    timings[`registering and starting, per check, of ${of}`] = {
      ns: Math.min(...perStart),
      typicalNs: median(perStart),
    };
  }
  return timings;
}
