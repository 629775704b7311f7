import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAttentiveClock } from '../../src/isolated/attentive-clock.ts';

const TICK = 100;

/** A clock over a machine whose time is set by hand. */
function fixture() {
  let machine = 5_000;
  const clock = createAttentiveClock(() => machine, TICK);
  return {
    clock,
    pass(ms: number) {
      machine += ms;
    },
  };
}

test('a thread that runs lives through all of the time', () => {
  const { clock, pass } = fixture();
  for (let tick = 0; tick < 50; tick += 1) {
    pass(TICK);
    clock.tick();
  }
  expect(clock.now()).toBe(5_000 + 50 * TICK);
});

test('a gap is left out, whether it is asked for before the next tick or after', () => {
  const { clock, pass } = fixture();
  pass(60_000);
  // Two ticks and a little: what a timer may be late.
  expect(clock.now()).toBe(5_250);
  clock.tick();
  expect(clock.now()).toBe(5_250);
  pass(TICK);
  clock.tick();
  expect(clock.now()).toBe(5_350);
});

test('two gaps are two', () => {
  const { clock, pass } = fixture();
  for (let gap = 0; gap < 2; gap += 1) {
    pass(10_000);
    clock.tick();
  }
  expect(clock.now()).toBe(5_500);
});

describe('what it said at a moment', () => {
  test('is what it said', () => {
    const { clock, pass } = fixture();
    const said: [number, number][] = [];
    let machine = 5_000;
    for (const ms of [10, 90, 60_000, 10, 100]) {
      pass(ms);
      machine += ms;
      said.push([machine, clock.now()]);
      if (ms > 10) clock.tick();
    }
    for (const [moment, now] of said.slice(1)) expect(clock.at(moment)).toBe(now);
  });

  test('before a gap: what was sent just before it is not as old as the gap is long', () => {
    const { clock, pass } = fixture();
    pass(TICK);
    clock.tick();
    const sentAt = 5_000 + TICK;
    pass(60_000);
    // As late as a timer may be, no later.
    expect(clock.now() - clock.at(sentAt)).toBe(2 * TICK + 50);
    expect(clock.now() - clock.at(sentAt + 30_000)).toBe(0);
  });
});

test('never runs backwards, never faster than the machine', () => {
  const step = fc.record({ ms: fc.integer({ min: 0, max: 2_000 }), ticks: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      const { clock, pass } = fixture();
      let before = clock.now();
      for (const { ms, ticks } of steps) {
        pass(ms);
        if (ticks) clock.tick();
        const now = clock.now();
        expect(now).toBeGreaterThanOrEqual(before);
        expect(now - before).toBeLessThanOrEqual(ms);
        before = now;
      }
    }),
  );
});
