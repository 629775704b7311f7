// @ts-nocheck
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHealth } from '../../src/index.ts';
import { createFakeClock } from '../../src/testing.ts';

/** A promise of the fake clock's needs two real turns of the event loop. */
const FEW = { numRuns: Math.ceil((fc.readConfigureGlobal().numRuns ?? 1_000) / 10) };

interface Run {
  readonly passes: boolean;
  /** How long it takes; longer than the time-out: it hangs on. */
  readonly takesMs: number;
}

interface Numbers {
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly recheckMs: number;
  readonly initialDelayMs: number;
}

const run: fc.Arbitrary<Run> = fc.record({ passes: fc.boolean(), takesMs: fc.integer({ min: 0, max: 60 }) });
const numbers: fc.Arbitrary<Numbers> = fc.record({
  periodMs: fc.integer({ min: 10, max: 100 }),
  timeoutMs: fc.integer({ min: 5, max: 40 }),
  recheckMs: fc.integer({ min: 1, max: 120 }),
  initialDelayMs: fc.constantFrom(0, 0, 7),
});

/** When each run begins, by the words of docs/semantics.md. */
function beginnings(script: readonly Run[], { periodMs, timeoutMs, recheckMs, initialDelayMs }: Numbers): number[] {
  const begun: number[] = [];
  let next = initialDelayMs;
  let failed = 0;
  for (const { passes, takesMs } of script) {
    begun.push(next);
    // A result at the very moment of the time-out comes after it: its timer was set later.
    const late = takesMs >= timeoutMs;
    const reported = next + Math.min(takesMs, timeoutMs);
    const settled = next + takesMs;
    failed = passes && !late ? 0 : failed + 1;
    const planned =
      failed === 0 ? Math.max(reported, next + periodMs) : reported + Math.min(periodMs, recheckMs * 2 ** (failed - 1));
    next = Math.max(planned, settled);
  }
  return begun;
}

test('a check runs once a period, while it does not pass after recheckMs, twice as late each time, and never twice at a time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 12 }), numbers, async (script, given) => {
      const clock = createFakeClock();
      const begun: number[] = [];
      let running = 0;
      const health = createHealth({
        clock,
        logger: false,
        checks: [
          {
            name: 'a',
            ...given,
            run: () =>
              new Promise((resolve) => {
                running += 1;
                expect(running).toBe(1);
                const { passes, takesMs } = script[begun.length] ?? { passes: true, takesMs: 0 };
                begun.push(clock.now());
                clock.setTimer(takesMs, () => {
                  running -= 1;
                  resolve(passes);
                });
              }),
          },
        ],
      });
      void health.start();
      const expected = beginnings(script, given);
      await clock.advance((expected.at(-1) ?? 0) + 1e-6);
      expect(begun).toEqual(expected);
      await health.stop();
    }),
    FEW,
  );
}, 600_000);

test('no more runs at a time than there are slots; what has timed out has none; nobody waits for ever', async () => {
  const checks = fc.array(fc.integer({ min: 0, max: 80 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(checks, fc.integer({ min: 1, max: 4 }), async (durations, concurrency) => {
      const clock = createFakeClock();
      const holders = new Set<object>();
      const begun = new Set<number>();
      let most = 0;
      const timeoutMs = 30;
      const health = createHealth({
        clock,
        logger: false,
        concurrency,
        checks: durations.map((takesMs, index) => ({
          name: `check-${index}`,
          timeoutMs,
          periodMs: 1_000,
          run: ({ signal }) =>
            new Promise<void>((resolve) => {
              begun.add(index);
              const mine = {};
              holders.add(mine);
              most = Math.max(most, holders.size);
              signal.addEventListener('abort', () => holders.delete(mine));
              clock.setTimer(takesMs, () => {
                holders.delete(mine);
                resolve();
              });
            }),
        })),
      });
      void health.start();
      await clock.advance(timeoutMs * durations.length);
      // Between the report of a time-out and its signal the slot is the next one's already.
      expect(most).toBeLessThanOrEqual(concurrency + 1);
      expect(begun.size).toBe(durations.length);
      await health.stop();
    }),
    FEW,
  );
}, 600_000);
