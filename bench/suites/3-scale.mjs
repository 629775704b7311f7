import { alternate, measure, warmUp } from '../lib/alternate.mjs';
import { ratio, spread } from '../lib/stats.mjs';
import { start } from '../lib/target.mjs';

const CONNECTIONS = 32;

/** @param {import('../lib/result.mjs').Settings} settings @returns {Promise<import('../lib/result.mjs').Result>} */
export async function run({ quick }) {
  const counts = quick ? [1, 1000] : [1, 10, 100, 1000];
  const variants = counts.map((checks) => ({ id: String(checks), target: 'node-probez', options: { checks }, checks }));
  const samples = await alternate(variants, {
    endpoint: 'ready',
    connections: CONNECTIONS,
    times: 16,
    processes: quick ? 2 : 6,
    turns: quick ? 3 : 8,
  });
  const cpuUs = (id) => (samples.get(id) ?? []).map((turns) => turns.map((sample) => sample.cpuUs));
  return {
    tables: [
      {
        caption: '/readyz of Probez on node:http, by number of checks',
        columns: [
          { key: 'checks', label: 'checks', unit: 'count' },
          { key: 'cpuUs', label: 'processor time of a probe', unit: 'us' },
          { key: 'cost', label: 'where one check costs 1', unit: 'ratio' },
        ],
        rows: variants.map(({ id, checks }) => ({
          checks,
          cpuUs: spread(cpuUs(id).flat()),
          cost: checks === 1 ? undefined : ratio(cpuUs(id), cpuUs('1')),
        })),
      },
      ...(quick ? [] : [await byProbers()]),
    ],
    figures: [
      {
        id: 'scale.1000',
        what: 'a readiness probe with 1,000 checks, against one check',
        value: ratio(cpuUs('1000'), cpuUs('1')),
      },
    ],
  };
}

/** @returns {Promise<import('../lib/result.mjs').Table>} */
async function byProbers() {
  const rows = [];
  for (const probers of [1, 10, 100, 1000]) {
    const row = { probers };
    for (const [key, id] of [
      ['ours', 'node-probez'],
      ['hand', 'node-hand'],
    ]) {
      const target = await start(id, { checks: 5, checkMs: 5 });
      try {
        await warmUp(target.ready, probers);
        const settings = { connections: probers, times: Math.max(4, 400 / probers) };
        const { ms, executions, answers } = await measure(target, target.ready, settings);
        Object.assign(row, { [`${key}Ms`]: ms, [`${key}Runs`]: (executions / answers).toFixed(3) });
      } finally {
        await target.stop();
      }
    }
    rows.push(row);
  }
  return {
    caption: '/readyz on node:http with 5 checks of 5 ms, by number of concurrent probers',
    columns: [
      { key: 'probers', label: 'probers', unit: 'count' },
      { key: 'oursRuns', label: 'Probez, check executions per probe', unit: 'text' },
      { key: 'oursMs', label: 'answered after', unit: 'ms' },
      { key: 'handRuns', label: 'hand-written, check executions per probe', unit: 'text' },
      { key: 'handMs', label: 'answered after', unit: 'ms' },
    ],
    rows,
  };
}
