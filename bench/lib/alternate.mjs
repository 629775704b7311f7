import { load } from './load.mjs';
import { start } from './target.mjs';

/**
 * One measurement of a target.
 * @typedef {import('./load.mjs').Load & { cpuUs: number, executions: number, pending: number }} Sample
 * `cpuUs`: processor time of the server per request answered, microseconds
 */

/**
 * Loads an endpoint of a running target.
 * @param {import('./target.mjs').Target} target
 * @param {string} url
 * @param {{ seconds: number, connections: number }} options
 * @returns {Promise<Sample>}
 */
export async function measure(target, url, options) {
  const before = await target.ask('usage');
  const result = await load(url, options);
  const after = await target.ask('usage');
  if (result.requests === 0) throw new Error(`${target.id} answered no request at ${url}`);
  return {
    ...result,
    cpuUs: (after.cpuUs - before.cpuUs) / result.requests,
    executions: after.executions - before.executions,
    pending: after.pending,
  };
}

/**
 * Measures variants in alternation, A B C, B C A, C A B, ...: what slows the machine down for a while falls on all alike.
 * They run side by side, idle until it is their turn, and begin anew `processes` times, because one process may be luckier
 * than another for as long as it lives.
 * @template {{ id: string, target?: string, options?: import('./target.mjs').TargetOptions }} Variant `target` where it is not the id
 * @param {readonly Variant[]} variants
 * @param {{ endpoint: 'live' | 'ready' | 'app', connections: number, processes: number, turns: number, seconds?: number }} settings
 * @returns {Promise<Map<string, Sample[]>>} samples by id, one per turn
 */
export async function alternate(variants, { endpoint, connections, processes, turns, seconds = 1 }) {
  /** @type {Map<string, Sample[]>} */
  const samples = new Map(variants.map(({ id }) => [id, []]));
  for (let process = 0; process < processes; process += 1) {
    const running = [];
    try {
      for (const { id, target = id, options } of variants) running.push({ id, target: await start(target, options) });
      for (const { target } of running) await load(target[endpoint], { seconds: 1, connections });
      for (let turn = 0; turn < turns; turn += 1) {
        for (let place = 0; place < running.length; place += 1) {
          const { id, target } = running[(process + turn + place) % running.length];
          samples.get(id)?.push(await measure(target, target[endpoint], { seconds, connections }));
        }
      }
    } finally {
      await Promise.all(running.map(({ target }) => target.stop()));
    }
  }
  return samples;
}
