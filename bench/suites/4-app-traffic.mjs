import { measure, warmUp } from '../lib/alternate.mjs';
import { BARE, FRAMEWORKS } from '../lib/catalogue.mjs';
import { ratio, spread } from '../lib/stats.mjs';
import { start } from '../lib/target.mjs';

const CONNECTIONS = 32;

/** Of each connection, in a burst. */
const TIMES = 8;

/**
 * One per cent counts here, and one process is luckier than another by more than that, as is one second: so both apps are
 * in one process, on a port each, and are asked in turns of some dozen milliseconds.
 * @param {import('../lib/result.mjs').Settings} settings
 * @returns {Promise<import('../lib/result.mjs').Result>}
 */
export async function run({ quick }) {
  const tables = [];
  const figures = [];
  for (const [framework, all] of Object.entries(FRAMEWORKS)) {
    if (quick && framework !== 'Express') continue;
    const bare = BARE[framework] ?? '';
    const variants = [
      ...all.filter(({ id, role }) => role !== 'context' && !id.startsWith('nest')),
      // What can be told apart at all: the same app on both sides.
      { id: bare, label: 'nothing: the same app twice', role: 'context' },
    ].filter(({ role }) => !quick || role === 'ours');
    const rows = [];
    for (const { id, label, role } of variants) {
      const cpuUs = await inTurns(id, bare, quick ? { processes: 2, pairs: 10 } : { processes: 6, pairs: 24 });
      const paid = ratio(cpuUs.with, cpuUs.without);
      rows.push({ library: label, without: spread(cpuUs.without.flat()), with: spread(cpuUs.with.flat()), paid });
      if (role === 'ours') {
        const what = `a request of the app's own in ${framework}, against the app without Probez`;
        figures.push({ id: `app.${id}`, what, value: paid });
      }
    }
    tables.push({
      caption: `GET /hello in ${framework}, a route of the app that answers a small JSON object; five checks`,
      columns: [
        { key: 'library', label: 'mounted', unit: 'text' },
        { key: 'without', label: 'processor time of a request, without', unit: 'us' },
        { key: 'with', label: 'with', unit: 'us' },
        { key: 'paid', label: 'with, where without costs 1', unit: 'ratio' },
      ],
      rows,
    });
  }
  return {
    tables,
    figures,
  };
}

/** @param {string} withIt @param {string} without @param {{ processes: number, pairs: number }} counts */
async function inTurns(withIt, without, { processes, pairs }) {
  const cpuUs = { with: /** @type {number[][]} */ ([]), without: /** @type {number[][]} */ ([]) };
  for (let process = 0; process < processes; process += 1) {
    // Which of the two is set up first changes with the process, too.
    const first = process % 2 === 0;
    const target = await start(first ? `${withIt}+${without}` : `${without}+${withIt}`, { checks: 5 });
    const urls = first ? { with: target.app, without: target.beside } : { with: target.beside, without: target.app };
    try {
      for (const key of inOrder(process)) {
        await warmUp(urls[key], CONNECTIONS);
        cpuUs[key].push([]);
      }
      for (let turn = 0; turn < pairs; turn += 1) {
        for (const key of inOrder(turn)) {
          const { cpuUs: taken } = await measure(target, urls[key], { connections: CONNECTIONS, times: TIMES });
          cpuUs[key][process]?.push(taken);
        }
      }
    } finally {
      await target.stop();
    }
  }
  return cpuUs;
}

/** Now the one first, now the other. @param {number} turn */
const inOrder = (turn) => (turn % 2 === 0 ? ['with', 'without'] : ['without', 'with']);
