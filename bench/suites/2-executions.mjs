import { alternate } from '../lib/alternate.mjs';
import { FRAMEWORKS } from '../lib/catalogue.mjs';
import { median, ratio, spread, sum } from '../lib/stats.mjs';

const CHECKS = { checks: 5, checkMs: 5 };
/** The kubelet, load balancers and monitors together. */
const PROBERS = 10;
const TIMES = 10;

/** @param {import('../lib/result.mjs').Settings} settings @returns {Promise<import('../lib/result.mjs').Result>} */
export async function run({ quick }) {
  const tables = [];
  const figures = [];
  for (const [framework, all] of Object.entries(FRAMEWORKS)) {
    if (quick && framework !== 'Express') continue;
    const variants = all
      .filter(({ role }) => (quick ? role === 'ours' || role === 'hand' : role !== 'context' && role !== 'in-front'))
      .map((variant) => ({ ...variant, options: CHECKS }));
    const samples = await alternate(variants, {
      endpoint: 'ready',
      connections: PROBERS,
      times: TIMES,
      processes: quick ? 2 : 6,
      turns: quick ? 2 : 5,
    });
    const of = (id, key) => (samples.get(id) ?? []).map((turns) => turns.map((sample) => sample[key]));
    const ours = of(variants[0].id, 'cpuUs');
    const rows = variants.map(({ id, label, role, runsNoChecks }) => {
      const cost = role === 'ours' ? undefined : ratio(ours, of(id, 'cpuUs'));
      if (cost !== undefined) {
        const what = runsNoChecks === undefined ? label : `${label}, which runs no checks`;
        figures.push({ id: `ready.${id}`, what: `a readiness probe in ${framework}, against ${what}`, value: cost });
      }
      return {
        library: runsNoChecks === undefined ? label : `${label} (runs no checks)`,
        executions: (sum(of(id, 'executions').flat()) / sum(of(id, 'answers').flat())).toFixed(3),
        ms: median(of(id, 'ms').flat()),
        cpuUs: spread(of(id, 'cpuUs').flat()),
        cost,
      };
    });
    tables.push({
      caption: `/readyz in ${framework}, ${PROBERS} probers`,
      columns: [
        { key: 'library', label: 'library', unit: 'text' },
        { key: 'executions', label: 'check executions per probe', unit: 'text' },
        { key: 'ms', label: 'answered after', unit: 'ms' },
        { key: 'cpuUs', label: 'processor time of a probe', unit: 'us' },
        { key: 'cost', label: 'Probez, where it costs 1', unit: 'ratio' },
      ],
      rows,
    });
  }
  return {
    tables,
    figures,
  };
}
