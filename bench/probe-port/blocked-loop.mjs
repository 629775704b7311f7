// Probes of an app whose event loop is blocked for 1.5 s of every 1.7 s, from a worker thread and from the main thread.
// node bench/probe-port/blocked-loop.mjs [--probes 200] [--guard]
import { request } from 'node:http';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startApp } from './start.mjs';

const { values } = parseArgs({
  options: { probes: { type: 'string', default: '200' }, guard: { type: 'boolean', default: false } },
});
const PROBES = Number(values.probes);
const EVERY_MS = 100;
const TIMEOUT_MS = 1_000;

/** As the kubelet asks: a new connection, 1 s. */
function probe(port) {
  const began = performance.now();
  return new Promise((resolve) => {
    const outgoing = request({ port, host: '127.0.0.1', path: '/livez', agent: false });
    const done = (ok) => {
      clearTimeout(timer);
      resolve({ ok, ms: performance.now() - began });
    };
    const timer = setTimeout(() => {
      outgoing.destroy();
      done(false);
    }, TIMEOUT_MS);
    outgoing.on('error', () => done(false));
    outgoing.on('response', (response) => {
      response.resume().on('end', () => done(response.statusCode === 200));
    });
    outgoing.end();
  });
}

async function measure(isolated) {
  const app = await startApp({ isolated, blockedMs: 1_500, freeMs: 200 });
  // The first connection of a process loads and compiles things, here and there.
  for (let warm = 0; warm < 20; warm += 1) await probe(app.port);
  app.block();
  await sleep(500);
  const probes = [];
  for (let sent = 0; sent < PROBES; sent += 1) {
    probes.push(probe(app.port));
    await sleep(EVERY_MS);
  }
  const results = await Promise.all(probes);
  await app.stop();
  const times = results.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))].toFixed(1);
  return {
    isolated,
    probes: PROBES,
    failed: results.filter(({ ok }) => !ok).length,
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
  };
}

const results = [await measure(true), await measure(false)];
console.log(
  `${os.cpus()[0].model}, ${os.availableParallelism()} cores, load ${os.loadavg()[0].toFixed(1)}; Node ${process.version}`,
);
console.log('| probes served by | probes | failed (1 s) | p50 ms | p99 ms | max ms |\n|---|---|---|---|---|---|');
for (const { isolated, probes, failed, p50, p99, max } of results) {
  console.log(`| ${isolated ? 'worker thread' : 'main thread'} | ${probes} | ${failed} | ${p50} | ${p99} | ${max} |`);
}
const [there, here] = results;
if (there.failed > 0) process.exitCode = 1;
// If nothing fails without it, this has shown nothing.
if (here.failed === 0) process.exitCode = 2;
if (values.guard && Number(there.p99) >= 10) process.exitCode = 3;
