import { attempt } from '../lib/kubelet.mjs';
import { exact } from '../lib/stats.mjs';
import { start, TargetEnded } from '../lib/target.mjs';

const PROBES = 1000;
const AT_ONCE = 500;

const VARIANTS = [
  { id: 'express-probez', label: 'Probez' },
  { id: 'express-hand', label: 'hand-written' },
  { id: 'express-terminus', label: '@godaddy/terminus' },
  { id: 'express-health-connect', label: '@cloudnative/health-connect' },
  { id: 'nest-terminus', label: '@nestjs/terminus' },
  { id: 'fastify-under-pressure', label: '@fastify/under-pressure' },
];

/** @param {import('../lib/result.mjs').Settings} settings @returns {Promise<import('../lib/result.mjs').Result>} */
export async function run({ quick }) {
  const rows = [];
  let pendingOfOurs = Number.NaN;
  for (const { id, label } of quick ? VARIANTS.slice(0, 1) : VARIANTS) {
    const target = await startOrNot(id);
    if (target === undefined) {
      rows.push({ library: label, answered: 'does not start' });
      continue;
    }
    try {
      const before = await target.ask('memory');
      const results = [];
      for (let sent = 0; sent < PROBES; sent += AT_ONCE) {
        results.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => attempt(target.ready)))));
      }
      // The kubelet has hung up by now: what stays is nobody's.
      await new Promise((resolve) => setTimeout(resolve, 200));
      const { pending } = await target.ask('usage');
      const after = await target.ask('memory');
      if (id === 'express-probez') pendingOfOurs = pending;
      rows.push({
        library: label,
        answered: results.filter(({ status }) => status !== undefined).length,
        pending,
        before: before.rss,
        after: after.rss,
        grown: after.rss - before.rss,
      });
    } finally {
      await target.stop();
    }
  }
  return {
    tables: [
      {
        caption: `${PROBES.toLocaleString('en')} readiness probes, ${AT_ONCE} at a time, with one check that never settles`,
        columns: [
          { key: 'library', label: 'library', unit: 'text' },
          { key: 'answered', label: 'probes answered within 1 s', unit: 'count' },
          { key: 'pending', label: 'runs pending afterwards', unit: 'count' },
          { key: 'before', label: 'resident memory before', unit: 'MB' },
          { key: 'after', label: 'after', unit: 'MB' },
          { key: 'grown', label: 'grown by', unit: 'MB' },
        ],
        rows,
      },
    ],
    figures: [
      {
        id: 'hung.pending',
        what: 'runs pending of one hung check after 1,000 probes',
        value: exact(pendingOfOurs),
        unit: 'count',
        atMost: 1,
      },
    ],
  };
}

/** Some wait for the first result before they listen, and give up. @param {string} id */
async function startOrNot(id) {
  try {
    return await start(id, { checks: 1, checkMs: Number.POSITIVE_INFINITY }, { quiet: true });
  } catch (error) {
    if (error instanceof TargetEnded) return undefined;
    throw error;
  }
}
