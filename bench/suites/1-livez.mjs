import { alternate } from '../lib/alternate.mjs';
import { FRAMEWORKS } from '../lib/catalogue.mjs';
import { median, ratio } from '../lib/stats.mjs';

export const title = 'Liveness: throughput and p99';

export const CONNECTIONS = 32;
/** What the project promises over the hand-written handler. @type {Readonly<Record<string, number>>} */
const TARGETS = { Express: 1.5, Fastify: 1.3, Koa: 1.3 };

/** @type {readonly import('../lib/result.mjs').Column[]} */
export const COLUMNS = [
  { key: 'library', label: 'library', unit: 'text' },
  { key: 'perSecond', label: 'answers/s', unit: 'perSecond' },
  { key: 'p99', label: 'p99', unit: 'ms' },
  { key: 'cpuUs', label: 'processor time per answer', unit: 'us' },
  { key: 'advantage', label: 'Probez answers', unit: 'ratio' },
];

/** @param {import('../lib/result.mjs').Settings} settings @returns {Promise<import('../lib/result.mjs').Result>} */
export async function run({ quick }) {
  const tables = [];
  const figures = [];
  for (const [framework, all] of Object.entries(FRAMEWORKS)) {
    if (quick && TARGETS[framework] === undefined) continue;
    const variants = quick ? all.slice(0, 2) : all;
    const samples = await alternate(variants, {
      endpoint: 'live',
      connections: CONNECTIONS,
      processes: quick ? 1 : 3,
      turns: quick ? 2 : 4,
    });
    const of = (id, key) => (samples.get(id) ?? []).map((sample) => sample[key]);
    const ours = of(variants[0].id, 'perSecond');
    const rows = variants.map(({ id, label, role }) => {
      const advantage = role === 'ours' ? undefined : ratio(ours, of(id, 'perSecond'));
      if (advantage !== undefined) {
        const target = TARGETS[framework];
        figures.push({
          id: `livez.${id}`,
          what: `/livez in ${framework}, Probez over ${label}`,
          value: advantage,
          ...(role === 'hand' && target !== undefined ? { atLeast: target } : {}),
          ...(role === 'peer' ? { above: 1 } : {}),
        });
      }
      return {
        library: label,
        perSecond: median(of(id, 'perSecond')),
        p99: median(of(id, 'p99')),
        cpuUs: median(of(id, 'cpuUs')),
        advantage,
      };
    });
    tables.push({ caption: `/livez in ${framework}`, columns: COLUMNS, rows });
  }
  return {
    tables,
    figures,
    notes: [
      `${CONNECTIONS} keep-alive connections, as fast as the server answers, so p99 is queueing. Each library's liveness endpoint with no check, as its README sets it up.`,
      'lightship answers from a Fastify server of its own on its own port; @nestjs/terminus runs in Nest on its default platform, Express.',
    ],
  };
}
