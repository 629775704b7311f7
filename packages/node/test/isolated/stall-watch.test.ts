import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createStallWatch } from '../../src/isolated/stall-watch.ts';

const LIMIT = 1_000;
const TICK = 50;

/** A watch over a beat and a time that are set by hand. */
function fixture({ armed = true } = {}) {
  const world = { now: 0, beat: 0, excused: false };
  const events: string[] = [];
  const watch = createStallWatch({
    now: () => world.now,
    beat: () => world.beat,
    excused: () => world.excused,
    limitMs: LIMIT,
    onStall: (age) => events.push(`stall ${age}`),
    onEnd: (duration) => events.push(`end ${duration}`),
  });
  const pass = (ms: number, beating: boolean): void => {
    for (let elapsed = 0; elapsed < ms; elapsed += TICK) {
      world.now += TICK;
      if (beating) world.beat += 1;
      watch.look();
    }
  };
  if (armed) {
    watch.arm(world.beat);
    pass(TICK, true);
  }
  return { world, watch, events, pass };
}

describe('silence', () => {
  test('shorter than the limit is nothing', () => {
    const { watch, events, pass } = fixture();
    pass(LIMIT - TICK, false);
    expect(watch.age()).toBe(LIMIT - TICK);
    pass(TICK, true);
    expect(events).toEqual([]);
    expect(watch.age()).toBe(0);
  });

  test('longer is one stall, with an age, and an end', () => {
    const { watch, events, pass } = fixture();
    pass(3 * LIMIT, false);
    expect(events).toEqual(['stall 1000']);
    expect(watch.age()).toBe(3_000);
    pass(TICK, true);
    expect(events).toEqual(['stall 1000', 'end 3050']);
    expect(watch.age()).toBe(0);
  });

  test('is seen by whoever asks, before the next look', () => {
    const { world, watch, events, pass } = fixture();
    pass(2 * LIMIT, false);
    world.beat += 1;
    expect(watch.age()).toBe(0);
    expect(events).toEqual(['stall 1000', 'end 2000']);
  });

  test('again is a second stall', () => {
    const { events, pass } = fixture();
    for (let round = 0; round < 2; round += 1) {
      pass(LIMIT, false);
      pass(TICK, true);
    }
    expect(events).toEqual(['stall 1000', 'end 1050', 'stall 1000', 'end 1050']);
  });
});

describe('is no stall', () => {
  test('before it is armed', () => {
    const { watch, events, pass } = fixture({ armed: false });
    pass(10 * LIMIT, false);
    expect(watch.age()).toBe(0);
    expect(events).toEqual([]);
  });

  test('armed, before the event loop has turned once', () => {
    const { world, watch, events, pass } = fixture({ armed: false });
    watch.arm(world.beat);
    pass(10 * LIMIT, false);
    expect(watch.age()).toBe(0);
    pass(TICK, true);
    pass(LIMIT, false);
    expect(events).toEqual(['stall 1000']);
  });

  test('once it is disarmed', () => {
    const { watch, events, pass } = fixture();
    watch.disarm();
    pass(10 * LIMIT, false);
    expect(watch.age()).toBe(0);
    expect(events).toEqual([]);
  });

  test('while it is excused, and the time does not count afterwards', () => {
    const { world, watch, events, pass } = fixture();
    world.excused = true;
    pass(10 * LIMIT, false);
    expect(watch.age()).toBe(0);
    world.excused = false;
    pass(LIMIT - TICK, false);
    expect(events).toEqual([]);
    pass(TICK, false);
    expect(events).toEqual(['stall 1000']);
  });
});

test('whatever happens: stalls and ends alternate, and an age is never longer than the silence', () => {
  const step = fc.record({
    ms: fc.integer({ min: TICK, max: 3 * LIMIT }),
    beating: fc.boolean(),
    excused: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const { world, watch, events, pass } = fixture();
      let silence = 0;
      for (const { ms, beating, excused } of steps) {
        world.excused = excused;
        const before = world.now;
        pass(ms, beating);
        silence = beating || excused ? 0 : silence + (world.now - before);
        expect(watch.age()).toBe(silence);
      }
      for (const [index, event] of events.entries()) expect(event).toMatch(index % 2 === 0 ? /^stall / : /^end /);
      expect(events.length % 2 === 1).toBe(silence >= LIMIT);
    }),
  );
});
