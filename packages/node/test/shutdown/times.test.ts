import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { developmentOf } from '../../src/shutdown/terminal.ts';
import { timesOf, type WantedTimes } from '../../src/shutdown/times.ts';

afterEach(() => void vi.unstubAllEnvs());

const times = (wanted: Partial<WantedTimes>): readonly [delayMs: number, drainTimeoutMs: number] => {
  const all = { deadlineMs: 28_000, delayMs: undefined, drainTimeoutMs: undefined, development: undefined };
  const { delayMs, drainTimeoutMs } = timesOf({ ...all, ...wanted });
  return [delayMs, drainTimeoutMs];
};

describe('the times of a shutdown', () => {
  it.each<[string, Partial<WantedTimes>, readonly [number, number]]>([
    ["Kubernetes' 30 s", {}, [5_000, 18_000]],
    ["Docker's 10 s", { deadlineMs: 9_000 }, [3_000, 3_750]],
    ['15 s', { deadlineMs: 15_000 }, [5_000, 6_250]],
    ['long requests', { deadlineMs: 85_000 }, [5_000, 75_000]],
    ['no time', { deadlineMs: 3 }, [1, 1]],
    ['a delay of its own', { delayMs: 20_000 }, [20_000, 4_000]],
    ['no delay', { delayMs: 0 }, [0, 23_000]],
    ['a delay that is longer than all', { delayMs: 30_000 }, [30_000, 0]],
    ['a drain time-out of its own', { drainTimeoutMs: 60_000 }, [5_000, 60_000]],
    ['development', { development: 'node --watch' }, [0, 18_000]],
    ['development, and a delay of its own', { development: 'node --watch', delayMs: 700 }, [700, 22_300]],
  ])('%s', (_what, wanted, expected) => {
    expect(times(wanted).map(Math.floor)).toEqual(expected);
  });

  it('say why there is no delay only where it was left out', () => {
    const wanted = { deadlineMs: 28_000, drainTimeoutMs: undefined, development: 'node --watch' };
    expect(timesOf({ ...wanted, delayMs: undefined }).development).toBe('node --watch');
    expect(timesOf({ ...wanted, delayMs: 0 }).development).toBeUndefined();
  });

  it("are those of a developer's machine under node --watch", () => {
    vi.stubEnv('WATCH_REPORT_DEPENDENCIES', '1');
    expect(developmentOf()).toBe('node --watch');
  });

  it('always leave some time to the hooks, unless somebody has asked for more than there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.option(fc.nat(1_000_000)), (deadlineMs, asked) => {
        fc.pre(asked === null || asked < deadlineMs);
        const [delayMs, drainTimeoutMs] = times({ deadlineMs, delayMs: asked ?? undefined });
        expect(drainTimeoutMs).toBeGreaterThan(0);
        expect(delayMs + drainTimeoutMs).toBeLessThan(deadlineMs);
      }),
    );
  });
});
