// The app that is probed: `node app.mjs '{"isolated":true,"blockedMs":1500,"freeMs":200}'`. Blocks from the first line of its input on.
import { setTimeout as sleep } from 'node:timers/promises';
import { createHealth, serveProbes } from '@probez/node';

const { isolated, serve = true, blockedMs = 0, freeMs = 200, hang = false } = JSON.parse(process.argv[2]);
const health = createHealth({
  logger: false,
  checks: Array.from({ length: 10 }, (_, index) => ({ name: `check-${index}`, run: () => true })),
});
await health.start();
const began = performance.now();
const port = serve ? (await serveProbes(health, { port: 0, host: '127.0.0.1', isolated })).port : 0;
const startMs = performance.now() - began;
console.log(JSON.stringify({ port, startMs }));
// Nothing else keeps it alive.
process.stdin.on('data', hang ? countForEver : block).on('end', () => process.exit(0));

async function block() {
  while (blockedMs > 0) {
    const end = performance.now() + blockedMs;
    while (performance.now() < end);
    await sleep(freeMs);
  }
}

function countForEver() {
  for (let count = 0; ; count += 1) if (count < 0) return;
}
