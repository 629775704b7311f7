// @ts-nocheck
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frozenBetween, type Moment } from '../../src/lived-time.ts';

/** What may happen between two looks: what the operating system counts of it, and how much of it was lived. */
interface Stretch {
  readonly passedMs: number;
  readonly idleMs: number;
  readonly cpuMs: number;
  readonly waits: number;
  readonly preemptions: number;
  readonly livedMs: number;
}

const ms = (max: number) => fc.integer({ min: 0, max });
/** The loop waits for its timer, and is woken in time. */
const turn: fc.Arbitrary<Stretch> = fc.record({ late: ms(45), waits: ms(6) }).map(({ late, waits }) => ({
  passedMs: 250 + late,
  idleMs: 250 + late,
  cpuMs: 0,
  waits,
  preemptions: 0,
  livedMs: 250 + late,
}));
/** Something computes. */
const work: fc.Arbitrary<Stretch> = fc.record({ idle: ms(250), work: ms(60_000), waits: ms(30) }).map((given) => ({
  passedMs: given.idle + given.work,
  idleMs: given.idle,
  cpuMs: given.work,
  waits: given.waits,
  preemptions: Math.floor(given.work / 100),
  livedMs: given.idle + given.work,
}));
/** A synchronous call waits. */
const wait: fc.Arbitrary<Stretch> = fc
  .record({ idle: ms(250), wait: fc.integer({ min: 1_000, max: 60_000 }), waits: ms(11), preemptions: ms(5) })
  .map((given) => ({
    passedMs: given.idle + given.wait,
    idleMs: given.idle,
    cpuMs: 0,
    waits: given.waits,
    preemptions: given.preemptions,
    livedMs: given.idle + given.wait,
  }));
/** All threads are stopped, while the loop waited or at work. */
const stop: fc.Arbitrary<Stretch> = fc
  .record({ stopped: fc.integer({ min: 100, max: 600_000 }), work: ms(2_000), idle: fc.boolean(), waits: ms(20) })
  .map(({ stopped, work: cpu, idle, waits }) => ({
    passedMs: stopped + cpu,
    idleMs: idle ? stopped : 0,
    cpuMs: cpu,
    waits: 12 + waits,
    preemptions: 0,
    livedMs: cpu,
  }));
/** A quota takes the CPU away ten times a second. */
const throttle: fc.Arbitrary<Stretch> = fc
  .record({ away: fc.integer({ min: 100, max: 60_000 }), work: ms(2_000) })
  .map(({ away, work: cpu }) => ({
    passedMs: away + cpu,
    idleMs: 0,
    cpuMs: cpu,
    waits: 1,
    preemptions: Math.ceil(away / 100),
    livedMs: cpu,
  }));

test('time in which nobody ran is no age, to the quarter of a second; time in which the loop was blocked is', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(turn, work, wait, stop, throttle), { maxLength: 20 }), (stretches) => {
      let moment: Moment = { at: 1_000, idleMs: 0, cpuMs: 0, waits: 0, preemptions: 0 };
      for (const { passedMs, idleMs, cpuMs, waits, preemptions, livedMs } of stretches) {
        const next: Moment = {
          at: moment.at + passedMs,
          idleMs: moment.idleMs + idleMs,
          cpuMs: moment.cpuMs + cpuMs,
          waits: moment.waits + waits,
          preemptions: moment.preemptions + preemptions,
        };
        const lived = passedMs - frozenBetween(moment, next);
        // The loop may have been about to wait for a tick when it was stopped.
        expect(lived).toBeGreaterThanOrEqual(livedMs === passedMs ? livedMs : livedMs - 1e-6);
        expect(lived).toBeLessThanOrEqual(livedMs === passedMs ? livedMs : livedMs + 300);
        moment = next;
      }
    }),
  );
}, 600_000);
