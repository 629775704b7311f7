import { alternate } from '../lib/alternate.mjs';
import { FRAMEWORKS } from '../lib/catalogue.mjs';
import { ratio, spread } from '../lib/stats.mjs';

const CONNECTIONS = 32;
const TIMES = 16;

/** @param {import('../lib/result.mjs').Settings} settings @returns {Promise<import('../lib/result.mjs').Result>} */
export async function run({ quick }) {
  const tables = [];
  const figures = [];
  for (const [framework, all] of Object.entries(FRAMEWORKS)) {
    const variants = quick ? all.filter(({ role }) => role === 'ours' || role === 'hand') : all;
    const samples = await alternate(variants, {
      endpoint: 'live',
      connections: CONNECTIONS,
      times: TIMES,
      processes: quick ? 2 : 6,
      turns: quick ? 3 : 8,
    });
    const cpuUs = (id) => (samples.get(id) ?? []).map((turns) => turns.map((sample) => sample.cpuUs));
    const ours = cpuUs(variants[0].id);
    const rows = variants.map(({ id, label, role }) => {
      const cost = role === 'ours' ? undefined : ratio(ours, cpuUs(id));
      if (cost !== undefined && role !== 'context') {
        figures.push({ id: `probe.${id}`, what: `a liveness probe in ${framework}, against ${label}`, value: cost });
      }
      return { library: label, cpuUs: spread(cpuUs(id).flat()), cost };
    });
    tables.push({
      caption: `/livez in ${framework}`,
      columns: [
        { key: 'library', label: 'library', unit: 'text' },
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
