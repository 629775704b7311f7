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
 * Measures variants in alternation, A B C, B C A, C A B, ...: a process of its own each time, warmed up, so that what
 * befalls one process or one moment falls on all alike.
 * @template {{ id: string }} Variant
 * @param {readonly Variant[]} variants
 * @param {{ rounds: number, take: (variant: Variant) => Promise<Sample> }} options
 * @returns {Promise<Map<string, Sample[]>>} samples by id, one per round, in the order of rounds
 */
export async function alternate(variants, { rounds, take }) {
  /** @type {Map<string, Sample[]>} */
  const samples = new Map(variants.map(({ id }) => [id, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < variants.length; turn += 1) {
      const variant = variants[(round + turn) % variants.length];
      if (variant !== undefined) samples.get(variant.id)?.push(await take(variant));
    }
  }
  return samples;
}

/**
 * Starts a target, warms it up, measures it and stops it.
 * @param {string} id
 * @param {{ endpoint: 'live' | 'ready' | 'app', seconds: number, warmSeconds?: number, connections: number } & import('./target.mjs').TargetOptions} options
 */
export async function once(id, { endpoint, seconds, warmSeconds = 1, connections, ...options }) {
  const target = await start(id, options);
  try {
    await load(target[endpoint], { seconds: warmSeconds, connections });
    return await measure(target, target[endpoint], { seconds, connections });
  } finally {
    await target.stop();
  }
}
