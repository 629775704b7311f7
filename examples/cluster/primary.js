// kill -HUP reloads the workers one after the other, kill -TERM ends everything. Neither loses a request.
import cluster from 'node:cluster';
import { once } from 'node:events';
import { createHealth, gracefulShutdown, manualCheck, serveProbes } from '@probez/node';

const COUNT = Number(process.env.WORKERS ?? 2);
cluster.setupPrimary({ exec: new URL('worker.js', import.meta.url).pathname });

// The primary answers the probes, for all of them: a worker that goes must not say "not ready" for those that stay.
const workers = manualCheck({ name: 'workers', initial: 'fail' });
const health = createHealth({ checks: [workers] });
await health.start();
const probePort = await serveProbes(health, { port: Number(process.env.PROBE_PORT ?? 9400) });

const fork = () => once(cluster.fork(), 'listening');
const all = () => Object.values(cluster.workers);
const leaving = new Set();
const end = async (worker) => {
  leaving.add(worker);
  const gone = once(worker, 'exit');
  worker.process.kill('SIGTERM');
  const [code] = await gone;
  if (code !== 0) process.exitCode = 1;
};

let ending = false;
gracefulShutdown([], {
  health,
  probePort,
  delayMs: 0, // the workers have theirs
  onDrain: () => {
    ending = true;
  },
  whileDraining: { name: 'workers', timeoutMs: 27_000, run: () => Promise.all(all().map(end)) },
});

let reloading = Promise.resolve();
process.on('SIGHUP', () => {
  reloading = reloading.then(async () => {
    for (const old of all()) {
      if (ending) return;
      await fork(); // the new one first
      await end(old);
    }
    console.log('reloaded');
  });
});

cluster.on('exit', (worker, code, signal) => {
  if (leaving.has(worker)) return;
  console.log(`worker ${worker.id} died of ${signal ?? code}`);
  setTimeout(fork, 1_000);
});

await Promise.all(Array.from({ length: COUNT }, fork));
workers.pass();
console.log(`probes on ${probePort.port}`);
