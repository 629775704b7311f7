// node test/soak/isolated.mjs cycles 1000 | idle 10000 | stalls 40: one long strain on the isolated probe port of the built packages. The last
// line is one of JSON; the exit code is 1 where anything went wrong.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { createHealth, manualCheck, serveProbes } from '@probez/node';

const megabytes = () => Math.round(process.memoryUsage().rss / 1e6);
/** What is alive, which resident memory does not tell: Node gives memory back as it likes. */
function heapMegabytes() {
  globalThis.gc?.();
  return Number((process.memoryUsage().heapUsed / 1e6).toFixed(1));
}
/** What Node itself keeps after a thousand worker threads is about 1 MB. */
const ALLOWED_MB = 3;
const lines = [];
const hear = (line) => lines.push(line);
const health = createHealth({ logger: false, checks: [manualCheck({ name: 'gate' })] });
await health.start();

const open = (options = {}) =>
  serveProbes(health, {
    port: 0,
    host: '127.0.0.1',
    isolated: true,
    logger: { info: hear, warn: hear, error: hear },
    ...options,
  });

async function ask(url) {
  const response = await fetch(url, { headers: { connection: 'close' } });
  await response.text();
  return response.status;
}

/** Opened, asked and closed: nothing may be left behind. */
async function cycles(count) {
  let bad = 0;
  let earlyMb = 0;
  let earlyHeapMb = 0;
  for (let cycle = 0; cycle < count; cycle += 1) {
    const port = await open();
    if (!port.isolated) bad += 1;
    if (cycle % 10 === 0 && (await ask(`${port.url}/readyz`)) !== 200) bad += 1;
    await port.close();
    if (cycle !== 50) continue;
    earlyHeapMb = heapMegabytes();
    earlyMb = megabytes();
  }
  const left = process.getActiveResourcesInfo().filter((each) => !/TTY|Pipe|Timeout/.test(each));
  const heapMb = heapMegabytes();
  if (count > 50 && globalThis.gc !== undefined && heapMb - earlyHeapMb > ALLOWED_MB) bad += 1;
  return { bad, earlyMb, endMb: megabytes(), earlyHeapMb, heapMb, left: left.join() };
}

/** Connections that say nothing: probes are answered beside them. */
async function idle(count) {
  const port = await open();
  const sockets = [];
  let refused = 0;
  let cut = 0;
  let bad = port.isolated ? 0 : 1;
  for (let index = 0; index < count; index += 1) {
    await new Promise((resolve) => {
      const socket = connect(port.port, '127.0.0.1', resolve);
      socket.on('error', () => {
        refused += 1;
        resolve();
      });
      socket.on('close', () => {
        cut += 1;
      });
      sockets.push(socket);
    });
    if (index % 1_000 === 999 && (await ask(`${port.url}/livez`)) !== 200) bad += 1;
  }
  const endMb = megabytes();
  for (const socket of sockets) socket.destroy();
  await port.close();
  return { bad: bad + refused, refused, cut, endMb };
}

/** What a thread of its own sees that asks fifty times a second. */
const PROBER = `
  const { workerData: port, parentPort } = require('node:worker_threads');
  const http = require('node:http');
  const taken = [];
  let bad = 0;
  const probe = () => {
    const from = performance.now();
    const request = http.get({ port, host: '127.0.0.1', path: '/readyz', agent: false, timeout: 1_000 }, (response) => {
      if (response.statusCode !== 200) bad += 1;
      response.resume().on('end', () => taken.push(performance.now() - from));
    });
    request.on('timeout', () => { bad += 1; request.destroy(); }).on('error', () => { bad += 1; });
  };
  const asking = setInterval(probe, 20);
  parentPort.on('message', () => {
    clearInterval(asking);
    setTimeout(() => {
      taken.sort((a, b) => a - b);
      const at = (share) => Math.round(taken[Math.floor((taken.length - 1) * share)]);
      parentPort.postMessage({ probes: taken.length, bad, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) });
    }, 1_500);
  });
`;

/** The main thread hangs for 1.5 s of every 1.7 s. */
async function stalls(seconds) {
  const port = await open({ stall: { readinessMs: 60_000, livenessMs: 60_000 } });
  const { isolated } = port;
  const prober = new Worker(PROBER, { eval: true, workerData: port.port });
  await sleep(500);
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    const until = performance.now() + 1_500;
    while (performance.now() < until);
    await sleep(200);
  }
  prober.postMessage('tell');
  const seen = await new Promise((resolve) => prober.once('message', resolve));
  await prober.terminate();
  await port.close();
  return { ...seen, bad: seen.bad + (isolated ? 0 : 1) };
}

const strains = { cycles, idle, stalls };
const [strain = '', much = ''] = process.argv.slice(2);
if (!Object.hasOwn(strains, strain) || !(Number(much) > 0)) {
  console.error(`usage: node ${process.argv[1]} ${Object.keys(strains).join('|')} COUNT`);
  process.exit(2);
}
const result = await strains[strain](Number(much));
await health.stop();
console.log(JSON.stringify({ ...result, lines: new Set(lines).size }));
process.exitCode = result.bad === 0 ? 0 : 1;
