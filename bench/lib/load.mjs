import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LOAD_CORE, pinned, works } from './pin.mjs';

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('wrk.lua', import.meta.url));
const AUTOCANNON = fileURLToPath(new URL('../node_modules/autocannon/autocannon.js', import.meta.url));

/**
 * wrk, because on one core it asks for several times what a server in JavaScript can answer: the server is what is
 * measured. autocannon, which is one itself, is the stand-in where wrk is not installed: its own limit then flattens
 * the ratios of the fastest servers.
 */
export const generator = works('sh', ['-c', 'command -v wrk']) ? 'wrk' : 'autocannon';

/**
 * @typedef {object} Load
 * @property {number} requests answered
 * @property {number} perSecond
 * @property {number} p50 milliseconds
 * @property {number} p99 milliseconds
 * @property {number} failed not answered, or not with 2xx or 3xx
 */

/**
 * Loads a URL from a process of its own on the other core.
 * @param {string} url
 * @param {{ seconds: number, connections: number }} options
 * @returns {Promise<Load>}
 */
export async function load(url, { seconds, connections }) {
  const args =
    generator === 'wrk'
      ? ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '5s', '-s', SCRIPT, url]
      : [AUTOCANNON, '-c', String(connections), '-d', String(seconds), '-t', '5', '-j', '-n', url];
  const [command, all] = pinned(LOAD_CORE, generator === 'wrk' ? 'wrk' : process.execPath, args);
  const { stdout } = await run(command, all, { timeout: (seconds + 20) * 1000 });
  const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  if (generator === 'wrk') {
    const { requests, seconds: took, p50, p99, failed } = last;
    return { requests, perSecond: requests / took, p50, p99, failed };
  }
  const { requests, duration, latency, errors, timeouts, non2xx } = last;
  return {
    requests: requests.total,
    perSecond: requests.total / duration,
    p50: latency.p50,
    p99: latency.p99,
    failed: errors + timeouts + non2xx,
  };
}
