import { alternate, measure } from '../lib/alternate.mjs';
import { load } from '../lib/load.mjs';
import { median, ratio } from '../lib/stats.mjs';
import { start } from '../lib/target.mjs';

export const title = 'Cost against the number of checks and of probers';

const CONNECTIONS = 32;

/** @param {import('../lib/result.mjs').Settings} settings @returns {Promise<import('../lib/result.mjs').Result>} */
export async function run({ quick }) {
  const counts = quick ? [1, 1000] : [1, 10, 100, 1000];
  const variants = counts.map((checks) => ({ id: String(checks), target: 'node-probez', options: { checks }, checks }));
  const samples = await alternate(variants, {
    endpoint: 'ready',
    connections: CONNECTIONS,
    processes: quick ? 1 : 3,
    turns: quick ? 2 : 5,
  });
  const of = (id, key) => (samples.get(id) ?? []).map((sample) => sample[key]);
  const one = of('1', 'perSecond');
  const byChecks = variants.map(({ id, checks }) => ({
    checks,
    perSecond: median(of(id, 'perSecond')),
    p99: median(of(id, 'p99')),
    cpuUs: median(of(id, 'cpuUs')),
    relative: checks === 1 ? undefined : ratio(of(id, 'perSecond'), one),
  }));

  const byProbers = [];
  for (const connections of quick ? [] : [1, 10, 100, 1000]) {
    const row = { probers: connections };
    for (const [key, id] of [
      ['ours', 'node-probez'],
      ['hand', 'node-hand'],
    ]) {
      const target = await start(id, { checks: 5, checkMs: 5 });
      try {
        await load(target.ready, { seconds: 1, connections });
        const { perSecond, p99, executions, requests } = await measure(target, target.ready, {
          seconds: 1,
          connections,
        });
        Object.assign(row, {
          [`${key}PerSecond`]: perSecond,
          [`${key}P99`]: p99,
          [`${key}Runs`]: executions / requests,
        });
      } finally {
        await target.stop();
      }
    }
    byProbers.push(row);
  }

  return {
    tables: [
      {
        caption: '/readyz of Probez on node:http, by number of checks',
        columns: [
          { key: 'checks', label: 'checks', unit: 'count' },
          { key: 'perSecond', label: 'answers/s', unit: 'perSecond' },
          { key: 'p99', label: 'p99', unit: 'ms' },
          { key: 'cpuUs', label: 'processor time per answer', unit: 'us' },
          { key: 'relative', label: 'answers, against one check', unit: 'ratio' },
        ],
        rows: byChecks,
      },
      ...(quick
        ? []
        : [
            {
              caption: '/readyz on node:http with 5 checks of 5 ms, by number of concurrent probers',
              columns: [
                { key: 'probers', label: 'probers', unit: 'count' },
                { key: 'oursPerSecond', label: 'Probez, answers/s', unit: 'perSecond' },
                { key: 'oursP99', label: 'p99', unit: 'ms' },
                { key: 'oursRuns', label: 'check executions per answer', unit: 'text' },
                { key: 'handPerSecond', label: 'hand-written, answers/s', unit: 'perSecond' },
                { key: 'handP99', label: 'p99', unit: 'ms' },
                { key: 'handRuns', label: 'check executions per answer', unit: 'text' },
              ],
              rows: byProbers.map((row) => ({
                ...row,
                oursRuns: row.oursRuns === 0 ? '0' : row.oursRuns.toFixed(4),
                handRuns: row.handRuns.toFixed(1),
              })),
            },
          ]),
    ],
    figures: [
      {
        id: 'scale.1000',
        what: '/readyz with 1,000 checks, against one check',
        value: ratio(of('1000', 'perSecond'), one),
        atLeast: 0.97,
      },
    ],
    notes: [
      'The checks of the first table resolve at once. A probe reads a verdict that was made when something changed.',
      'Every turn of a second opens its connections anew; with 100 and more of them p99 swings widely from turn to turn.',
    ],
  };
}
