// @ts-nocheck
import { describe, expect, it } from 'vitest';
import { createRunner, type RunReport } from '../src/runner.ts';
import { createFakeClock } from '../src/testing.ts';
import { deferred, fakeHealth, scripted } from './support.ts';

/** One check on a clock that does not begin at nought, and whose `now` may fall behind its timers. */
function runner(run: (signal: AbortSignal) => unknown, timeoutMs = 1_000) {
  const fake = createFakeClock({ now: 5_000 });
  let frozenMs = 0;
  const clock = { ...fake, now: () => fake.now() - frozenMs };
  const reports: RunReport[] = [];
  let settled = 0;
  const one = createRunner({
    check: { name: 'a', run: ({ signal }) => run(signal) },
    timeoutMs,
    clock,
    wrap: (invoke) => invoke(),
    onReport: (report) => reports.push(report),
    onSettled: () => {
      settled += 1;
    },
  });
  return {
    one,
    fake,
    reports,
    settled: () => settled,
    /** Time in which nobody ran: timers count it. */
    freeze(ms: number) {
      frozenMs += ms;
    },
  };
}

describe('one run', () => {
  it('begins once, reports once and tells how long it took', async () => {
    const gate = deferred();
    let begun = 0;
    const { one, fake, reports, settled } = runner(() => {
      begun += 1;
      return gate.promise;
    });
    expect([one.busy, one.reporting]).toEqual([false, false]);
    one.run();
    one.run();
    await fake.advance(300);
    expect([begun, one.busy, one.reporting]).toEqual([1, true, true]);
    gate.resolve();
    await fake.settle();
    expect([one.busy, one.reporting, settled()]).toEqual([false, false, 1]);
    expect(reports).toEqual([{ result: { status: 'pass' }, outcome: 'pass', durationMs: 300 }]);
    expect(fake.timers).toBe(0);
  });

  it('is reported at its time-out, and is busy until it has settled', async () => {
    const gate = deferred();
    const { one, fake, reports, settled } = runner(() => gate.promise);
    one.run();
    await fake.advance(1_000);
    expect(reports).toEqual([
      { result: { status: 'fail', reason: 'timed out after 1000 ms' }, outcome: 'timeout', durationMs: 1_000 },
    ]);
    expect([one.busy, one.reporting, settled()]).toEqual([true, false, 0]);
    gate.resolve();
    await fake.settle();
    expect([one.busy, settled(), reports.length]).toEqual([false, 1, 1]);
  });

  it('has its whole time, however long the process stood still meanwhile', async () => {
    const { one, fake, reports, freeze } = runner(() => new Promise(() => {}));
    one.run();
    await fake.advance(400);
    freeze(5_000);
    await fake.advance(5_000 + 599);
    expect(reports).toEqual([]);
    freeze(100);
    await fake.advance(100);
    expect(reports).toEqual([]);
    await fake.advance(1);
    expect(reports).toMatchObject([{ outcome: 'timeout', durationMs: 1_000 }]);
    expect(fake.timers).toBe(0);
  });

  it('that is aborted hears why, and is reported never', async () => {
    let heard: AbortSignal | undefined;
    const { one, fake, reports } = runner((signal) => {
      heard = signal;
      return new Promise(() => {});
    });
    one.abort();
    one.run();
    one.abort();
    expect(heard?.reason).toMatchObject({ code: 'CHECK_ABORTED', message: 'health checks are stopped' });
    await fake.advance(10_000);
    expect([reports.length, one.busy, one.reporting, fake.timers]).toEqual([0, true, false, 0]);
  });
});

describe('its place in the schedule', () => {
  it('refresh joins a run under way, and asks for no other', async () => {
    const gate = deferred();
    let runs = 0;
    const { clock, health } = fakeHealth({
      checks: [
        {
          name: 'a',
          run() {
            runs += 1;
            return gate.promise;
          },
        },
      ],
    });
    const started = health.start();
    await clock.advance(500);
    let refreshed = false;
    const refresh = health.refresh().then(() => {
      refreshed = true;
    });
    await clock.settle();
    expect(refreshed).toBe(false);
    gate.resolve();
    await Promise.all([started, refresh]);
    await clock.settle();
    expect(runs).toBe(1);
    // The next run is the period's.
    await clock.advance(9_499);
    expect(runs).toBe(1);
    await clock.advance(1);
    expect(runs).toBe(2);
  });

  it.each([0, 1_000])(
    'a check that another takes out while all begin is not begun; initialDelayMs %s',
    async (initialDelayMs) => {
      const second = { ...scripted('second'), initialDelayMs };
      const { clock, health } = fakeHealth({ checks: [{ name: 'first', run: () => unregister() }] });
      const unregister = health.register(second);
      void health.start();
      expect(clock.timers).toBe(1);
      await clock.advance(5_000);
      expect(second.runs).toBe(0);
      await health.stop();
    },
  );

  it('a recheck varies by the jitter, as a period does', async () => {
    const starts: number[] = [];
    const clock = createFakeClock({ random: () => 1 });
    const { health } = fakeHealth({
      clock,
      checks: [
        {
          name: 'a',
          jitter: 0.5,
          run() {
            starts.push(clock.now());
            return false;
          },
        },
      ],
    });
    void health.start();
    await clock.advance(30_000);
    expect(starts).toEqual([0, 3_000, 9_000, 21_000]);
    await health.stop();
  });
});
