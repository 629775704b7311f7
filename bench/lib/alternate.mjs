import { openBursts } from './bursts.mjs';
import { median } from './stats.mjs';
import { start } from './target.mjs';

/**
 * One turn of a target.
 * @typedef {object} Sample
 * @property {number} cpuUs processor time of the server per answer, microseconds
 * @property {number} executions check executions
 * @property {number} answers
 * @property {number} ms median time until an answer, milliseconds
 */

/**
 * @typedef {object} Settings
 * @property {'live' | 'ready' | 'app'} endpoint
 * @property {number} connections
 * @property {number} times how often each connection asks in a turn
 * @property {number} processes how often all begin anew
 * @property {number} turns
 */

/** Until V8 has compiled what is hot. */
const WARM_MS = 500;

/**
 * Measures variants in alternation, A B C, B C A, C A B, ...: what slows the machine down for a while falls on all alike.
 * They run side by side, idle until it is their turn, and begin anew `processes` times, because one process may be luckier
 * than another for as long as it lives.
 * @param {readonly { id: string, target?: string, options?: import('./target.mjs').TargetOptions }[]} variants `target` where it is not the id
 * @param {Settings} settings
 * @returns {Promise<Map<string, readonly (readonly Sample[])[]>>} by id: samples by process, then by turn
 */
export async function alternate(variants, { endpoint, connections, times, processes, turns }) {
  /** @type {Map<string, Sample[][]>} */
  const samples = new Map(variants.map(({ id }) => [id, []]));
  for (let process = 0; process < processes; process += 1) {
    const running = [];
    try {
      for (const { id, target: file = id, options } of variants) {
        running.push({ id, target: await start(file, options) });
        samples.get(id)?.push([]);
      }
      for (const { target } of running) await warmUp(target[endpoint], connections);
      for (let turn = 0; turn < turns; turn += 1) {
        for (let place = 0; place < running.length; place += 1) {
          const { id, target } = running[(process + turn + place) % running.length];
          samples.get(id)?.[process]?.push(await measure(target, target[endpoint], { connections, times }));
        }
      }
    } finally {
      await Promise.all(running.map(({ target }) => target.stop()));
    }
  }
  return samples;
}

/** @param {string} url @param {number} connections */
export async function warmUp(url, connections) {
  const bursts = await openBursts(url, connections);
  for (const until = performance.now() + WARM_MS; performance.now() < until; ) await bursts.burst(4);
  bursts.close();
}

/**
 * A burst at a running target, over connections of its own: servers end those that idle until the next turn.
 * @param {import('./target.mjs').Target} target
 * @param {string} url
 * @param {{ connections: number, times: number }} settings
 * @returns {Promise<Sample>}
 */
export async function measure(target, url, { connections, times }) {
  const bursts = await openBursts(url, connections);
  // Accepting a connection is not what is measured.
  await bursts.burst(1);
  const before = await target.ask('usage');
  const taken = await bursts.burst(times);
  const after = await target.ask('usage');
  bursts.close();
  return {
    cpuUs: (after.cpuUs - before.cpuUs) / taken.length,
    executions: after.executions - before.executions,
    answers: taken.length,
    ms: median(taken),
  };
}
