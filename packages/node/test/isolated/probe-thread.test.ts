import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { createHealth, heartbeatCheck } from '@probez/core';
import { createFakeClock } from '@probez/core/testing';
import { expect, test } from 'vitest';
import { runProbeThread } from '../../src/isolated/probe-thread.ts';
import { type FromWorker, INSPECTED, machineNow, PROTOCOL } from '../../src/isolated/protocol.ts';

const TICK_MS = 25;

function standStill(ms: number): void {
  const end = Date.now() + ms;
  while (Date.now() < end);
}

/** A worker's thread that is run here, and the main thread that it watches: it has sent its news, and is silent since. */
async function fixture(inspected: boolean) {
  const health = createHealth({
    logger: false,
    clock: createFakeClock(),
    checks: [heartbeatCheck({ name: 'pulse', staleAfterMs: 500 })],
  });
  await health.start();
  const shared = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  Atomics.store(new Int32Array(shared), INSPECTED, inspected ? 1 : 0);
  const { port1: main, port2: worker } = new MessageChannel();
  runProbeThread(worker, {
    probez: PROTOCOL,
    probes: {},
    readinessMs: 60_000,
    terminationLog: false,
    livenessMs: 60_000,
    tickMs: TICK_MS,
    shared,
    first: { snapshot: health.snapshot(), sentAt: machineNow(), beat: 0 },
    noStack: 'this is a test',
    quiet: true,
  });
  const port = new Promise<number>((resolve) => {
    main.on('message', (message: FromWorker) => {
      if (message.type === 'listening') resolve(message.address.port);
    });
  });
  main.postMessage({ type: 'listen', port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${await port}/readyz`;
  return {
    ask: async () => (await fetch(url, { headers: { connection: 'close' } })).text(),
    async end() {
      main.postMessage({ type: 'close' });
      await Promise.all([once(main, 'close'), health.stop()]);
    },
  };
}

test.each([
  ['held by a debugger: nothing gets stale, however late the ticks are', true, /^ok$/],
  ['silent: what it does not renew gets stale', false, /^\[-\]pulse failed/],
])('a main thread that is %s', async (_what, inspected, answer) => {
  const { ask, end } = await fixture(inspected);
  // Late by less than is taken for a gap in the thread's own life.
  for (let round = 0; round < 20; round += 1) {
    standStill(3 * TICK_MS);
    await turn();
    await turn();
  }
  expect(await ask()).toMatch(answer);
  await end();
});
