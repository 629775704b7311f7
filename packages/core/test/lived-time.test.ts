import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLivedTime, frozenBetween, type Moment } from '../src/lived-time.ts';

const START: Moment = { at: 1_000, idleMs: 500, cpuMs: 300, waits: 40, preemptions: 7 };
const after = (ms: number, idleMs: number, cpuMs: number, waits: number, preemptions = 0): Moment => ({
  at: START.at + ms,
  idleMs: START.idleMs + idleMs,
  cpuMs: START.cpuMs + cpuMs,
  waits: START.waits + waits,
  preemptions: START.preemptions + preemptions,
});

// Measured on Linux, Node 20: a server that is asked nothing, and what was done to it for three seconds.
describe('for how long the whole process did not run', () => {
  it.each<[string, Moment, number]>([
    ['a quiet turn', after(251, 250, 0, 2), 0],
    ['a timer that is a little late', after(299, 299, 0, 2), 0],
    ['a loop blocked by work', after(3_250, 249, 2_987, 15), 0],
    ['a loop blocked by work, on a machine that gives it half a CPU', after(3_250, 249, 1_500, 3, 310), 1_501],
    ['a loop blocked by Atomics.wait', after(3_251, 250, 1, 2), 0],
    ['a loop blocked by execSync', after(3_254, 249, 3, 5), 0],
    ['a loop blocked by execSync of a command that says something', after(3_269, 250, 3, 11), 0],
    ['a dozen threads that let go', after(3_250, 250, 0, 12), 3_000],
    ['stopped (SIGSTOP) while it waited', after(3_101, 3_101, 0, 22), 2_851],
    ['stopped (SIGSTOP) while it worked', after(4_758, 254, 1_492, 42), 3_012],
    ['paused while it waited, then work', after(5_250, 3_250, 2_000, 22), 3_000],
    ['20 ms of work with 2 % of a CPU, in periods of 100 ms', after(997, 48, 20, 1, 22), 929],
    ['20 ms of work with 0.1 % of a CPU, in periods of a second', after(18_309, 243, 20, 5, 54), 0],
    ['work that the CPU was taken from just often enough', after(1_250, 250, 100, 0, 6), 900],
    ['and not quite', after(1_250, 250, 100, 0, 5), 0],
    ['execSync on a busy machine', after(1_855, 227, 3, 5, 8), 0],
    ['a clock that stands still', after(0, 0, 0, 0), 0],
    ['a loop that claims to have waited for longer than it was', after(400, 5_000, 0, 30), 150],
  ])('%s', (_what, moment, frozen) => {
    expect(frozenBetween(START, moment)).toBe(frozen);
  });

  it('is never more than the time that has passed', () => {
    for (const idle of [0, 100, 1_000, 5_000])
      for (const cpu of [0, 100, 1_000])
        expect(frozenBetween(START, after(1_000, idle, cpu, 99))).toBeLessThanOrEqual(1_000);
  });
});

describe('time as the process lives through it', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  function world() {
    let idleMs = 0;
    let waits = 0;
    let looks = 0;
    const lived = createLivedTime(() => {
      looks += 1;
      return { at: performance.now(), idleMs, cpuMs: 0, waits, preemptions: 0 };
    });
    return {
      lived,
      looks: () => looks,
      /** Time in which the loop turns. */
      turn(ms: number) {
        for (let passed = 0; passed < ms; passed += 250) {
          idleMs += 250;
          vi.advanceTimersByTime(250);
        }
      },
      /** Time in which no timer fires: `how` says why. */
      stand(ms: number, how: 'frozen' | 'blocked') {
        if (how === 'frozen') idleMs += ms;
        if (how === 'frozen') waits += 20;
        vi.setSystemTime(Date.now() + ms);
        const before = performance.now();
        vi.spyOn(performance, 'now').mockImplementation(() => before + ms);
      },
      wake() {
        vi.mocked(performance.now).mockRestore();
      },
    };
  }

  it('leaves out what was frozen, and the first who asks hears it, before any timer', () => {
    const { lived, turn, stand } = world();
    const unwatch = lived.watch();
    turn(1_000);
    const before = lived.now();
    stand(60_000, 'frozen');
    expect(lived.now() - before).toBeLessThanOrEqual(250);
    unwatch();
  });

  it('counts what was blocked', () => {
    const { lived, turn, stand } = world();
    const unwatch = lived.watch();
    turn(1_000);
    const before = lived.now();
    stand(60_000, 'blocked');
    expect(lived.now() - before).toBe(60_000);
    unwatch();
  });

  // Measured after SIGSTOP on a busy machine: the main thread ran before the others, which had let go once each.
  it.each<[string, number, number, number, 'frozen' | 'blocked', number]>([
    ['stopped with 7 threads, which wait again one by one', 7, 1, 6, 'frozen', 5],
    ['stopped with 11 threads, which all wait again at once', 11, 10, 10, 'frozen', 1],
    ['a synchronous call that was woken 11 times: no other thread has anything to do', 11, 0, 0, 'blocked', 20],
    ['a synchronous call that was woken 6 times: no doubt', 6, 9, 9, 'blocked', 0],
    ['a stop that is seen at once', 12, 9, 9, 'frozen', 0],
  ])('gives threads time to wait again: %s', (_what, waitsAtFirst, perRest, atMost, which, rests) => {
    let [at, waits, settled, rested] = [0, 0, 0, 0];
    const lived = createLivedTime(
      () => ({ at: performance.now(), idleMs: 0, cpuMs: 0, waits, preemptions: 0 }),
      () => {
        const more = Math.min(perRest, atMost - settled);
        settled += more;
        rested += 1;
        waits += 1 + more;
      },
    );
    vi.spyOn(performance, 'now').mockImplementation(() => at);
    lived.watch();
    at = 60_000;
    waits += waitsAtFirst;
    expect(lived.now()).toBe(which === 'frozen' ? 0 : 60_000);
    expect(rested).toBe(rests);
    // Its own waiting is not taken for a stop at the next look.
    at += 1_000;
    expect(lived.now()).toBe(which === 'frozen' ? 1_000 : 61_000);
    vi.mocked(performance.now).mockRestore();
  });

  it('counts what was frozen while nobody watched, and leaves no timer', () => {
    const { lived, turn, stand, looks } = world();
    const [first, second] = [lived.watch(), lived.watch()];
    turn(500);
    first();
    first();
    const seen = looks();
    turn(500);
    // The other still watches, whoever says twice that it does not.
    expect(looks()).toBe(seen + 2);
    expect(looks()).toBeGreaterThan(3);
    second();
    expect(vi.getTimerCount()).toBe(0);
    const before = lived.now();
    stand(60_000, 'frozen');
    expect(lived.now() - before).toBe(60_000);
  });

  it('is plain time where the runtime tells nothing, and wakes nobody', () => {
    const lived = createLivedTime(() => undefined);
    const unwatch = lived.watch();
    expect(vi.getTimerCount()).toBe(0);
    const before = lived.now();
    vi.advanceTimersByTime(60_000);
    expect(lived.now() - before).toBe(60_000);
    unwatch();
  });
});
