import { attempts } from '../lib/kubelet.mjs';
import { exact, quantile } from '../lib/stats.mjs';
import { start } from '../lib/target.mjs';

/** A turn of the app: blocked for a share of it, free for the rest. */
const TURN_MS = 2000;
const TURNS = 2;
const EVERY_MS = 50;

const VARIANTS = [
  { id: 'node-probez-isolated', label: 'Probez, isolated: true' },
  { id: 'node-probez', label: "Probez on the app's port" },
  { id: 'node-hand', label: 'hand-written' },
  { id: 'node-terminus', label: '@godaddy/terminus' },
  { id: 'node-lightship', label: 'lightship, on its own port' },
];

/** @param {import('../lib/result.mjs').Settings} settings @returns {Promise<import('../lib/result.mjs').Result>} */
export async function run({ quick }) {
  const rows = [];
  const figures = [];
  for (const share of quick ? [0.9] : [0.2, 0.6, 0.9]) {
    for (const { id, label } of quick ? VARIANTS.slice(0, 1) : VARIANTS) {
      const target = await start(id);
      try {
        await attempts(target.live, { count: 5, everyMs: EVERY_MS });
        await target.ask('block', { busyMs: share * TURN_MS, everyMs: TURN_MS });
        const count = (TURNS * TURN_MS) / EVERY_MS;
        const seen = await attempts(target.live, { count, everyMs: EVERY_MS });
        const failed = seen.filter(({ ok }) => !ok).length;
        rows.push({
          blocked: `${share * 100} %`,
          library: label,
          probes: seen.length,
          failed,
          p50: quantile(
            seen.map(({ ms }) => ms),
            0.5,
          ),
          p99: quantile(
            seen.map(({ ms }) => ms),
            0.99,
          ),
        });
        if (id === 'node-probez-isolated') {
          figures.push({
            id: `blocked.${share}`,
            what: `failed probes, event loop blocked ${share * 100} % of the time, Probez isolated`,
            value: exact(failed),
            unit: 'count',
            atMost: 0,
          });
        }
      } finally {
        await target.stop();
      }
    }
  }
  return {
    tables: [
      {
        caption: `A liveness probe every ${EVERY_MS} ms for ${(TURNS * TURN_MS) / 1000} s; the loop is blocked for that share of every ${TURN_MS / 1000} s`,
        columns: [
          { key: 'blocked', label: 'blocked', unit: 'text' },
          { key: 'library', label: 'library', unit: 'text' },
          { key: 'probes', label: 'probes', unit: 'count' },
          { key: 'failed', label: 'failed', unit: 'count' },
          { key: 'p50', label: 'p50', unit: 'ms' },
          { key: 'p99', label: 'p99', unit: 'ms' },
        ],
        rows,
      },
    ],
    figures,
  };
}
