import { measure } from '../lib/alternate.mjs';
import { BARE, FRAMEWORKS } from '../lib/catalogue.mjs';
import { load } from '../lib/load.mjs';
import { median, ratio } from '../lib/stats.mjs';
import { start } from '../lib/target.mjs';

export const title = "The app's own traffic, with and without Probez mounted";

const CONNECTIONS = 32;

/**
 * Both apps run side by side and are loaded in turns: one per cent cannot be told from one process to the next. New
 * processes a few times over, because one process may be luckier than another for as long as it lives.
 * @param {import('../lib/result.mjs').Settings} settings
 * @returns {Promise<import('../lib/result.mjs').Result>}
 */
export async function run({ quick }) {
  const pairs = quick ? 1 : 3;
  const turns = quick ? 2 : 4;
  const rows = [];
  const figures = [];
  for (const [framework, variants] of Object.entries(FRAMEWORKS)) {
    if (quick && framework !== 'Express') continue;
    const ids = { with: variants[0].id, without: BARE[framework] };
    const samples = { with: [], without: [] };
    for (let pair = 0; pair < pairs; pair += 1) {
      const targets = { with: await start(ids.with, { checks: 5 }), without: await start(ids.without) };
      try {
        for (const { app } of Object.values(targets)) await load(app, { seconds: 1, connections: CONNECTIONS });
        for (let turn = 0; turn < turns; turn += 1) {
          const order = turn % 2 === 0 ? ['with', 'without'] : ['without', 'with'];
          for (const key of order) {
            const target = targets[key];
            samples[key].push(await measure(target, target.app, { seconds: 1, connections: CONNECTIONS }));
          }
        }
      } finally {
        await Promise.all(Object.values(targets).map((target) => target.stop()));
      }
    }
    const of = (key, what) => samples[key].map((sample) => sample[what]);
    const kept = ratio(of('with', 'perSecond'), of('without', 'perSecond'));
    figures.push({
      id: `app.${ids.with}`,
      what: `the app's own route in ${framework}, with Probez over without`,
      value: kept,
      atLeast: 0.99,
    });
    rows.push({
      framework,
      without: median(of('without', 'perSecond')),
      withoutP99: median(of('without', 'p99')),
      with: median(of('with', 'perSecond')),
      withP99: median(of('with', 'p99')),
      kept,
      costUs: median(of('with', 'cpuUs')) - median(of('without', 'cpuUs')),
    });
  }
  return {
    tables: [
      {
        caption: 'GET /hello, a route of the app that answers a small JSON object; five checks registered',
        columns: [
          { key: 'framework', label: 'framework', unit: 'text' },
          { key: 'without', label: 'without, answers/s', unit: 'perSecond' },
          { key: 'withoutP99', label: 'p99', unit: 'ms' },
          { key: 'with', label: 'with Probez, answers/s', unit: 'perSecond' },
          { key: 'withP99', label: 'p99', unit: 'ms' },
          { key: 'kept', label: 'with over without', unit: 'ratio' },
          { key: 'costUs', label: 'processor time more per answer', unit: 'us' },
        ],
        rows,
      },
    ],
    figures,
    notes: ['What the pass-through itself takes is in the micro-benchmarks, in nanoseconds.'],
  };
}
