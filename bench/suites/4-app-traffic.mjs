import { alternate } from '../lib/alternate.mjs';
import { BARE, FRAMEWORKS } from '../lib/catalogue.mjs';
import { median, ratio } from '../lib/stats.mjs';

export const title = "The app's own traffic, with and without Probez mounted";

const CONNECTIONS = 32;

/**
 * One per cent counts here, so there are more turns than elsewhere.
 * @param {import('../lib/result.mjs').Settings} settings
 * @returns {Promise<import('../lib/result.mjs').Result>}
 */
export async function run({ quick }) {
  const rows = [];
  const figures = [];
  for (const [framework, variants] of Object.entries(FRAMEWORKS)) {
    if (quick && framework !== 'Express') continue;
    const ids = { with: variants[0].id, without: BARE[framework] };
    const samples = await alternate([{ id: ids.with, options: { checks: 5 } }, { id: ids.without }], {
      endpoint: 'app',
      connections: CONNECTIONS,
      processes: quick ? 1 : 3,
      turns: quick ? 3 : 8,
    });
    const of = (key, what) => (samples.get(ids[key]) ?? []).map((sample) => sample[what]);
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
