import { expect, test } from 'vitest';
import { createLoopMeter } from '../src/loop-meter.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a stall is seen wherever in a slot it begins', async () => {
  // Slots of 100 ms that begin 4 ms apart: for some meters the stall begins right before a slot's end, or right after.
  const meters = Array.from({ length: 25 }, () => createLoopMeter(500));
  for (const meter of meters) {
    await meter.read();
    await sleep(4);
  }
  // Measuring begins with the first reading, and takes a moment to get going.
  await sleep(60);
  const end = performance.now() + 300;
  while (performance.now() < end);
  await sleep(100);
  for (const meter of meters) expect((await meter.read()).delayMs).toBeGreaterThan(200);
});

test('a stall in the very turn in which a slot is closed is seen', async () => {
  const meter = createLoopMeter(500);
  await meter.read();
  await sleep(0);
  // Due with the meter's own timer, after it.
  const stalled = new Promise<void>((resolve) =>
    setTimeout(() => {
      const end = performance.now() + 300;
      while (performance.now() < end);
      resolve();
    }, 100),
  );
  await stalled;
  await sleep(60);
  expect((await meter.read()).delayMs).toBeGreaterThan(200);
});
