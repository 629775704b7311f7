// When the probes of an app with an endless loop begin to fail, with the default limits: 5 s and 30 s. Takes 35 s.
// node bench/probe-port/endless-loop.mjs
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApp } from './start.mjs';

const LIMITS = { '/readyz': 5_000, '/livez': 30_000 };

function statusOf(port, path) {
  return new Promise((resolve) => {
    const outgoing = request({ port, host: '127.0.0.1', path, agent: false, timeout: 1_000 });
    outgoing.on('timeout', () => outgoing.destroy()).on('error', () => resolve(0));
    outgoing.on('response', (response) => response.resume().on('end', () => resolve(response.statusCode))).end();
  });
}

const app = await startApp({ isolated: true, hang: true });
await sleep(1_000);
app.block();
const began = performance.now();
for (const [path, limit] of Object.entries(LIMITS)) {
  let status = 200;
  while (status === 200 && performance.now() - began < limit + 5_000) {
    await sleep(20);
    status = await statusOf(app.port, path);
  }
  const age = performance.now() - began;
  console.log(`${path} answered ${status} after ${(age / 1_000).toFixed(2)} s (limit ${limit / 1_000} s)`);
  if (status !== 503 || age < limit - 500 || age > limit + 1_000) process.exitCode = 1;
}
await app.stop();
