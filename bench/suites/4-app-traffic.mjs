import { measure } from '../lib/alternate.mjs';
import { BARE, FRAMEWORKS } from '../lib/catalogue.mjs';
import { load } from '../lib/load.mjs';
import { median, ratio } from '../lib/stats.mjs';
import { start } from '../lib/target.mjs';

export const title = "The app's own traffic, with and without Probez mounted";

const CONNECTIONS = 32;

/**
 * One per cent counts here, and one process is luckier than another by more than that: so both apps are in one process, on
 * a port each, and there are more turns than elsewhere.
 * @param {import('../lib/result.mjs').Settings} settings
 * @returns {Promise<import('../lib/result.mjs').Result>}
 */
export async function run({ quick }) {
  const rows = [];
  const figures = [];
  for (const [framework, variants] of Object.entries(FRAMEWORKS)) {
    if (quick && framework !== 'Express') continue;
    const id = variants[0].id;
    const samples = await inTurns(`${id}+${BARE[framework]}`, quick ? [1, 3] : [3, 10]);
    const of = (key, what) => samples[key].map((sample) => sample[what]);
    const kept = ratio(of('with', 'perSecond'), of('without', 'perSecond'));
    figures.push({
      id: `app.${id}`,
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
      costUs: median(of('with', 'cpuUs').map((us, turn) => us - of('without', 'cpuUs')[turn])),
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
    notes: [
      'Both apps are in one process, on a port each, and are loaded in turns.',
      'What the pass-through itself takes is in the micro-benchmarks, in nanoseconds.',
    ],
  };
}

/** @param {string} pair the app with Probez, and without @param {readonly [number, number]} counts processes, and turns in each */
async function inTurns(pair, [processes, turns]) {
  const samples = { with: [], without: [] };
  for (let process = 0; process < processes; process += 1) {
    const target = await start(pair, { checks: 5 });
    const urls = { with: target.app, without: target.beside };
    try {
      for (const url of Object.values(urls)) await load(url, { seconds: 1, connections: CONNECTIONS });
      for (let turn = 0; turn < turns; turn += 1) {
        for (const key of turn % 2 === 0 ? ['with', 'without'] : ['without', 'with']) {
          samples[key].push(await measure(target, urls[key], { seconds: 1, connections: CONNECTIONS }));
        }
      }
    } finally {
      await target.stop();
    }
  }
  return samples;
}
