// @ts-nocheck
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ages,
  holdsBack,
  isLate,
  isRetired,
  type Lifecycle,
  type LifecycleEvent,
  step,
  UNBORN,
} from '../../src/lifecycle.ts';
import type { ProbeName } from '../../src/types.ts';

/** Nothing of the step: a list of what has happened, asked anew each time. */
class History {
  readonly #events: readonly LifecycleEvent[];

  constructor(events: readonly LifecycleEvent[]) {
    this.#events = events;
  }

  get phase(): Lifecycle['phase'] {
    const last = this.#events.findLast(({ type }) => type === 'start' || type === 'stop');
    if (last === undefined) return 'idle';
    return last.type === 'start' ? 'running' : 'stopped';
  }

  get draining(): Lifecycle['draining'] {
    const first = this.#events.find((event) => event.type === 'drain');
    return first?.type === 'drain' ? { reason: first.reason } : null;
  }

  get started(): boolean {
    return this.#events.some(
      ({ type }, index) => type === 'passed' && new History(this.#events.slice(0, index)).phase === 'running',
    );
  }
}

const event: fc.Arbitrary<LifecycleEvent> = fc.oneof(
  fc.constant<LifecycleEvent>({ type: 'start' }),
  fc.constant<LifecycleEvent>({ type: 'stop' }),
  fc.constant<LifecycleEvent>({ type: 'passed' }),
  fc.constantFrom('SIGTERM', 'maintenance').map((reason): LifecycleEvent => ({ type: 'drain', reason })),
);
const PROBES: readonly ProbeName[] = ['liveness', 'readiness', 'startup'];

describe('the step of the lifecycle and a history of what has happened agree', () => {
  const property = (next: typeof step) =>
    fc.property(fc.array(event, { maxLength: 12 }), fc.subarray([...PROBES], { minLength: 1 }), (events, probes) => {
      let life = UNBORN;
      events.forEach((each, index) => {
        const before = life;
        life = next(life, each);
        const history = new History(events.slice(0, index + 1));
        expect(life).toEqual({ phase: history.phase, draining: history.draining, started: history.started });
        // Nobody is told where nothing has changed.
        expect(life === before).toBe(JSON.stringify(life) === JSON.stringify(before));
        // For good: the drain and the latch survive everything.
        expect(before.draining === null || life.draining === before.draining).toBe(true);
        expect(!before.started || life.started).toBe(true);
        // What follows from it.
        expect(ages(life)).toBe(history.phase === 'running');
        expect(holdsBack(life)).toBe(history.phase === 'stopped');
        expect(isRetired(life, { probes })).toBe(history.started && probes.join() === 'startup');
        expect(isLate(life, ['a'], 'a')).toBe(history.phase === 'running' && history.started);
        expect(isLate(life, ['a'], 'b')).toBe(history.phase === 'running');
      });
    });

  it('in all sequences', () => {
    fc.assert(property(step));
  }, 600_000);

  it.each<[string, typeof step]>([
    [
      'startup latches though nothing was started',
      (life, each) => (each.type === 'passed' ? { ...life, started: true } : step(life, each)),
    ],
    [
      'a second drain counts',
      (life, each) => (each.type === 'drain' ? step({ ...life, draining: null }, each) : step(life, each)),
    ],
    [
      'a stop forgets the latch',
      (life, each) => (each.type === 'stop' ? { ...step(life, each), started: false } : step(life, each)),
    ],
    [
      'a start after a stop is ignored',
      (life, each) => (life.phase === 'stopped' && each.type === 'start' ? life : step(life, each)),
    ],
  ])('a broken step is found: %s', (_name, broken) => {
    expect(fc.check(property(broken), { numRuns: 1_000, seed: 1 }).failed).toBe(true);
  });
});
