// What an isolated probe port costs an app that does nothing: CPU, resident memory, start-up. Linux only (/proc).
// node bench/probe-port/idle-price.mjs [--seconds 60]
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startApp } from './start.mjs';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } });
const SECONDS = Number(values.seconds);
const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** User and system time of a process with all its threads, in seconds. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

const rssOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1_024;
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const MODES = {
  'no probe port': { serve: false, isolated: false },
  'main thread': { isolated: false },
  'worker thread': { isolated: true },
};

const starts = Object.fromEntries(Object.keys(MODES).map((mode) => [mode, []]));
for (let round = 0; round < 10; round += 1) {
  for (const [mode, options] of Object.entries(MODES)) {
    const app = await startApp(options);
    starts[mode].push(app.startMs);
    await app.stop();
  }
}

// Side by side, so that whatever else the machine does concerns all three.
const apps = await Promise.all(Object.entries(MODES).map(async ([mode, options]) => [mode, await startApp(options)]));
await sleep(5_000);
const before = apps.map(([, { pid }]) => cpuOf(pid));
await sleep(SECONDS * 1_000);
console.log(
  `${os.cpus()[0].model}, ${os.availableParallelism()} cores; Node ${process.version}; ${SECONDS} s idle, 10 checks`,
);
console.log(
  '| probe port | CPU ms in all | share of a core | resident MB | serveProbes resolves after ms |\n|---|---|---|---|---|',
);
for (const [index, [mode, { pid, stop }]] of apps.entries()) {
  const used = cpuOf(pid) - before[index];
  const start = mode === 'no probe port' ? '-' : median(starts[mode]).toFixed(0);
  const share = ((100 * used) / SECONDS).toFixed(2);
  console.log(`| ${mode} | ${Math.round(used * 1_000)} | ${share} % | ${rssOf(pid).toFixed(1)} | ${start} |`);
  await stop();
}
