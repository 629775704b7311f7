import { alternate } from '../lib/alternate.mjs';
import { FRAMEWORKS } from '../lib/catalogue.mjs';
import { median, ratio } from '../lib/stats.mjs';

export const title = 'Readiness with 5 checks of 5 ms';

const CHECKS = { checks: 5, checkMs: 5 };
/** The kubelet is one; with load balancers and monitors it is ten; a storm is a hundred. */
const PROBERS = [1, 10, 100];

const probers = (/** @type {number} */ count) => (count === 1 ? '1 prober' : `${count} probers`);

/** @type {readonly import('../lib/result.mjs').Column[]} */
const COLUMNS = [
  { key: 'library', label: 'library', unit: 'text' },
  { key: 'perSecond', label: 'answers/s', unit: 'perSecond' },
  { key: 'p99', label: 'p99', unit: 'ms' },
  { key: 'answers', label: 'answers in all', unit: 'count' },
  { key: 'executions', label: 'check executions in all', unit: 'count' },
  { key: 'advantage', label: 'Probez answers', unit: 'ratio' },
];

/** @param {import('../lib/result.mjs').Settings} settings @returns {Promise<import('../lib/result.mjs').Result>} */
export async function run({ quick }) {
  const tables = [];
  const figures = [];
  const frameworks = Object.entries(FRAMEWORKS).filter(([name]) => !quick || name === 'Express');
  for (const connections of quick ? [10] : PROBERS) {
    for (const [framework, all] of frameworks) {
      if (connections === 100 && framework !== 'Express') continue;
      const variants = all
        .filter(({ role }) => role !== 'context')
        .slice(0, quick ? 2 : undefined)
        .map((variant) => ({ ...variant, options: CHECKS }));
      const samples = await alternate(variants, {
        endpoint: 'ready',
        connections,
        processes: quick ? 1 : 2,
        turns: 2,
      });
      const of = (id, key) => (samples.get(id) ?? []).map((sample) => sample[key]);
      const sum = (values) => values.reduce((total, value) => total + value, 0);
      const ours = of(variants[0].id, 'perSecond');
      const rows = variants.map(({ id, label, role, runsNoChecks }) => {
        const advantage = role === 'ours' ? undefined : ratio(ours, of(id, 'perSecond'));
        if (advantage !== undefined) {
          figures.push({
            id: `readyz.${connections}.${id}`,
            what: `/readyz in ${framework}, ${probers(connections)}, Probez over ${label}`,
            value: advantage,
            ...(runsNoChecks === undefined ? { atLeast: 10 } : {}),
          });
        }
        return {
          library: runsNoChecks === undefined ? label : `${label} (runs no checks)`,
          perSecond: median(of(id, 'perSecond')),
          p99: median(of(id, 'p99')),
          answers: sum(of(id, 'requests')),
          executions: sum(of(id, 'executions')),
          advantage,
        };
      });
      tables.push({ caption: `/readyz in ${framework}, ${probers(connections)}`, columns: COLUMNS, rows });
    }
  }
  return {
    tables,
    figures,
    notes: [
      'Probez runs its checks in the background, every 10 s: what it has run does not depend on how often it was asked. The others run all five for every probe, side by side; @fastify/under-pressure can poll instead (`healthCheckInterval`), which its README offers beside this.',
      'The more probers at once, the more of the 5 ms the others can wait for side by side, until the processor is full: hence the table with 100 for Express.',
    ],
  };
}
