import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { canPin } from './pin.mjs';

const ROOT = new URL('../../', import.meta.url);
const readJson = (/** @type {URL} */ url) => JSON.parse(readFileSync(url, 'utf8'));

/** Where and with what a run was made: without it, no figure means anything. */
export function describeRun() {
  const { dependencies } = readJson(new URL('../package.json', import.meta.url));
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    commit: git('rev-parse', '--short', 'HEAD'),
    changed: git('status', '--porcelain', '--', 'packages') !== '',
    probez: readJson(new URL('package.json', ROOT)).version,
    node: process.version,
    processor: `${cpus()[0]?.model.trim()}, ${cpus().length} cores`,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    pinned: canPin,
    libraries: dependencies,
  };
}

/** Processes that want to run, averaged over a minute: what else the machine was doing. */
export const busyness = () => Number((loadavg()[0] ?? 0).toFixed(2));

/** @param {...string} args */
function git(...args) {
  try {
    return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}
