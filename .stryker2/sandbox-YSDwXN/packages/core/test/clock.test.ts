// @ts-nocheck
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { holdWhileAwaited } from '../src/awaited.ts';
import { MAX_TIMER_MS, systemClock } from '../src/clock.ts';
import { createLivedTime } from '../src/lived-time.ts';
import { createFakeClock } from '../src/testing.ts';
import { unref } from '../src/unref.ts';

afterEach(() => void vi.unstubAllGlobals());

describe('the clock of the machine', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('calls once, at its time, unless it is cancelled', () => {
    const told: string[] = [];
    systemClock.setTimer(100, () => told.push('a'));
    const cancel = systemClock.setTimer(100, () => told.push('never'));
    cancel();
    cancel();
    vi.advanceTimersByTime(99);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual(['a']);
    // Nobody watches any more either.
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    [-5, 0],
    [MAX_TIMER_MS + 1_000, MAX_TIMER_MS],
  ])('a timer of %s ms is one of %s ms', (ms, real) => {
    const set = vi.spyOn(globalThis, 'setTimeout');
    systemClock.setTimer(ms, () => {})();
    expect(set).toHaveBeenLastCalledWith(expect.any(Function), real);
  });

  it('nobody watches any more after a callback that throws', () => {
    systemClock.setTimer(1, () => {
      throw new Error('the app’s');
    });
    expect(() => vi.advanceTimersByTime(1)).toThrow('the app’s');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('holds the process until it is let go', () => {
    const release = systemClock.hold?.();
    expect(vi.getTimerCount()).toBe(1);
    release?.();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('only a hold keeps the process alive', () => {
    vi.useRealTimers();
    const set = vi.spyOn(globalThis, 'setTimeout');
    const cancel = systemClock.setTimer(60_000, () => {});
    const timer: NodeJS.Timeout | undefined = set.mock.results[0]?.value;
    expect(timer?.hasRef()).toBe(false);
    cancel();
    set.mockRestore();
    expect(systemClock.time()).toBeGreaterThan(1.7e12);
    expect(systemClock.random()).toBeLessThan(1);
  });
});

describe('a timer that does not keep the process alive', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an object without', {}],
    ['an object with something else', { unref: 1 }],
    ['a text', 'unref'],
    ['a number, where there is no Deno', 5],
  ])('%s is left alone', (_what, timer) => {
    expect(() => unref(timer)).not.toThrow();
  });

  it('Node’s is told so itself', () => {
    const timer = { unref: vi.fn() };
    unref(timer);
    expect(timer.unref).toHaveBeenCalledOnce();
  });

  it('Deno is told its number, and nothing else', () => {
    const unrefTimer = vi.fn();
    vi.stubGlobal('Deno', { unrefTimer });
    unref(7);
    unref('7');
    unref({});
    expect(unrefTimer.mock.calls).toEqual([[7]]);
    for (const odd of [null, 'Deno', {}, { unrefTimer: 1 }, Object.assign(() => {}, { unrefTimer })]) {
      vi.stubGlobal('Deno', odd);
      expect(() => unref(7)).not.toThrow();
    }
    expect(unrefTimer).toHaveBeenCalledTimes(1);
  });
});

describe('lived time, by what the runtime tells', () => {
  const used = { userCPUTime: 0, systemCPUTime: 0, voluntaryContextSwitches: 0, involuntaryContextSwitches: 0 };
  let idle = 0;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
    Object.assign(used, {
      userCPUTime: 0,
      systemCPUTime: 0,
      voluntaryContextSwitches: 0,
      involuntaryContextSwitches: 0,
    });
    idle = 0;
  });
  afterEach(() => void vi.useRealTimers());

  /** On the spot, and put back on the spot: whoever runs the tests needs both. */
  function where<Value>(process: unknown, loop: unknown, act: () => Value): Value {
    const real = performance.eventLoopUtilization;
    vi.stubGlobal('process', process);
    Object.assign(performance, { eventLoopUtilization: loop });
    try {
      return act();
    } finally {
      vi.unstubAllGlobals();
      Object.assign(performance, { eventLoopUtilization: real });
    }
  }
  const loop = () => ({ idle });

  /** What is lived of ten seconds in which no timer fires. */
  function livedOf(happens: () => void): number {
    const lived = createLivedTime();
    const unwatch = lived.watch();
    const before = lived.now();
    happens();
    const now = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => now + 10_000);
    const passed = lived.now() - before;
    vi.mocked(performance.now).mockRestore();
    unwatch();
    return passed;
  }

  it.each<[string, () => void, number]>([
    ['nothing happened: blocked', () => {}, 10_000],
    ['the loop waited: it was frozen', () => (idle = 10_000), 250],
    ['all threads were stopped', () => (used.voluntaryContextSwitches = 20), 0],
    ['the CPU was taken all the time', () => (used.involuntaryContextSwitches = 100), 0],
    [
      'and it worked, in the program and in the system',
      () => Object.assign(used, { involuntaryContextSwitches: 100, userCPUTime: 3e6, systemCPUTime: 1e6 }),
      4_000,
    ],
  ])('%s', (_what, happens, passed) => {
    expect(where({ resourceUsage: () => used }, loop, () => livedOf(happens))).toBe(passed);
  });

  it('where preemptions are not told, the rest is', () => {
    const { involuntaryContextSwitches: _, ...rest } = used;
    const resourceUsage = () => ({ ...rest, voluntaryContextSwitches: used.voluntaryContextSwitches });
    expect(
      where({ resourceUsage }, loop, () => livedOf(() => Object.assign(used, { voluntaryContextSwitches: 20 }))),
    ).toBe(0);
  });

  const fails = (): never => {
    throw new Error('not permitted');
  };
  const answers = [undefined, null, 5, 'x', {}, { idle: '5' }];
  it.each<[string, unknown, unknown]>([
    ['no process', undefined, undefined],
    ['a process that is null', null, undefined],
    ['a process that tells nothing', {}, undefined],
    ['something that is no function', { resourceUsage: 5 }, undefined],
    ['a function that throws', { resourceUsage: fails }, undefined],
    ['a loop that is not told of', { resourceUsage: () => used }, 5],
    ['a loop that may not be asked', { resourceUsage: () => used }, fails],
    ...answers.map((answer): [string, unknown, unknown] => [
      `the loop answers ${JSON.stringify(answer)}`,
      { resourceUsage: () => used },
      () => answer,
    ]),
    ...answers.map((answer): [string, unknown, unknown] => [
      `the process answers ${JSON.stringify(answer)}`,
      { resourceUsage: () => answer },
      undefined,
    ]),
    ...['userCPUTime', 'systemCPUTime', 'voluntaryContextSwitches'].map((missing): [string, unknown, unknown] => [
      `no ${missing}`,
      { resourceUsage: () => ({ ...used, [missing]: undefined }) },
      undefined,
    ]),
  ])('all time is lived, and nobody is woken, where there is %s', (_what, process, answer) => {
    const seen = where(process, answer ?? loop, () => {
      const unwatch = createLivedTime().watch();
      const timers = vi.getTimerCount();
      unwatch();
      const passed = livedOf(() => {
        idle = 10_000;
      });
      return { timers, passed };
    });
    expect(seen).toEqual({ timers: 0, passed: 10_000 });
  });
});

describe('who waits keeps the process alive', () => {
  function holding() {
    let held = 0;
    const clock = {
      ...createFakeClock(),
      hold() {
        held += 1;
        return () => {
          held -= 1;
        };
      },
    };
    return { clock, held: () => held };
  }

  it('from the moment at which somebody waits, once, until it is settled', async () => {
    const { clock, held } = holding();
    let finish: () => void = () => {};
    const work = holdWhileAwaited(clock, new Promise<void>((resolve) => (finish = resolve)));
    await Promise.resolve();
    expect(held()).toBe(0);
    const waiting = [work.then(() => 'a'), work.then(() => 'b')];
    expect(waiting[0]).not.toBeInstanceOf(Reflect.get(work, 'constructor'));
    expect(held()).toBe(1);
    finish();
    expect(await Promise.all(waiting)).toEqual(['a', 'b']);
    expect(held()).toBe(0);
    // What is over holds nobody.
    await work;
    expect(held()).toBe(0);
  });

  it('a failure lets go as well', async () => {
    const { clock, held } = holding();
    const work = holdWhileAwaited(clock, Promise.reject(new Error('no')));
    await expect(work).rejects.toThrow('no');
    expect(held()).toBe(0);
  });

  it('a clock that cannot hold is no harm', async () => {
    expect(await holdWhileAwaited(createFakeClock(), Promise.resolve(5))).toBe(5);
  });
});
