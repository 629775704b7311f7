import { measure } from '../lib/alternate.mjs';
import { openBursts } from '../lib/bursts.mjs';
import { BARE, FRAMEWORKS } from '../lib/catalogue.mjs';
import { load } from '../lib/load.mjs';
import { median, ratio } from '../lib/stats.mjs';
import { start } from '../lib/target.mjs';

export const title = "The app's own traffic, with and without Probez mounted";

const CONNECTIONS = 32;

/** Of each connection, in a burst. */
const TIMES = 8;

/**
 * One per cent counts here, and one process is luckier than another by more than that, as is one second: so both apps are
 * in one process, on a port each, and are asked in turns of some dozen milliseconds, some hundred times.
 * @param {import('../lib/result.mjs').Settings} settings
 * @returns {Promise<import('../lib/result.mjs').Result>}
 */
export async function run({ quick }) {
  const rows = [];
  const figures = [];
  for (const [framework, variants] of Object.entries(FRAMEWORKS)) {
    if (quick && framework !== 'Express') continue;
    const id = variants[0].id;
    const { loaded, cpuUs } = await inTurns(
      [id, BARE[framework]],
      quick ? { processes: 1, turns: 1, pairs: 30 } : { processes: 8, turns: 1, pairs: 80 },
    );
    const of = (key, what) => loaded[key].map((sample) => sample[what]);
    const kept = ratio(cpuUs.without, cpuUs.with);
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
      withoutUs: median(cpuUs.without),
      withUs: median(cpuUs.with),
      kept,
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
          { key: 'withoutUs', label: 'processor time per answer, without', unit: 'us' },
          { key: 'withUs', label: 'with Probez', unit: 'us' },
          { key: 'kept', label: 'answers per processor time, with over without', unit: 'ratio' },
        ],
        rows,
      },
    ],
    figures,
    notes: [
      `Both apps are in one process, on a port each, and are loaded in turns: by wrk for answers and p99, in bursts of ${CONNECTIONS * TIMES} requests for the processor time.`,
      'The target is for the processor time: answers per second differ by more from one second to the next than what is looked for.',
      'What the pass-through itself takes is in the micro-benchmarks, in nanoseconds.',
    ],
  };
}

/** @param {readonly string[]} ids the app with Probez, and without @param {{ processes: number, turns: number, pairs: number }} counts */
async function inTurns([withIt, without], { processes, turns, pairs }) {
  const loaded = { with: [], without: [] };
  const cpuUs = { with: [], without: [] };
  for (let process = 0; process < processes; process += 1) {
    // Which of the two is set up first changes with the process, too.
    const first = process % 2 === 0;
    const target = await start(first ? `${withIt}+${without}` : `${without}+${withIt}`, { checks: 5 });
    const urls = first ? { with: target.app, without: target.beside } : { with: target.beside, without: target.app };
    const bursts = {};
    try {
      for (const url of Object.values(urls)) await load(url, { seconds: 1, connections: CONNECTIONS });
      for (let turn = 0; turn < turns; turn += 1) {
        for (const key of inOrder(turn))
          loaded[key].push(await measure(target, urls[key], { seconds: 1, connections: CONNECTIONS }));
      }
      for (const key of inOrder(0)) bursts[key] = await openBursts(urls[key], CONNECTIONS);
      for (let turn = 0; turn < pairs; turn += 1) {
        for (const key of inOrder(turn)) {
          const before = await target.ask('usage');
          await bursts[key].burst(TIMES);
          cpuUs[key].push(((await target.ask('usage')).cpuUs - before.cpuUs) / (CONNECTIONS * TIMES));
        }
      }
    } finally {
      for (const each of Object.values(bursts)) each.close();
      await target.stop();
    }
  }
  return { loaded, cpuUs };
}

/** Now the one first, now the other. @param {number} turn */
const inOrder = (turn) => (turn % 2 === 0 ? ['with', 'without'] : ['without', 'with']);
