import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MachineEvent, type MachineState, nextTickAt, RUNNING, step } from '../../src/shutdown/machine.ts';

const policy = { drainTimeoutMs: 15_000, deadlineMs: 28_000 };
const begin: MachineEvent = { type: 'begin', delayMs: 10_000 };
const tick: MachineEvent = { type: 'tick' };
const empty: MachineEvent = { type: 'empty' };
const force: MachineEvent = { type: 'end', cause: 'forced' };
const hasten: MachineEvent = { type: 'hasten' };
const drained: MachineEvent = { type: 'settled', stage: 'draining', clean: true };
const parted: MachineEvent = { type: 'settled', stage: 'closing', clean: true };
const partedBadly: MachineEvent = { type: 'settled', stage: 'closing', clean: false };
const hooksDone: MachineEvent = { type: 'settled', stage: 'closed', clean: true };
const hookFailed: MachineEvent = { type: 'settled', stage: 'closed', clean: false };

type History = readonly (readonly [at: number, event: MachineEvent])[];

const after = (history: History): MachineState =>
  history.reduce((state, [at, event]) => step(state, event, policy, at), RUNNING);

describe('the shutdown machine', () => {
  it.each<[string, History, Partial<MachineState>]>([
    [
      'nothing asked for',
      [
        [5, tick],
        [6, empty],
        [7, force],
      ],
      { phase: 'running' },
    ],
    ['begun', [[0, begin]], { phase: 'draining', closeAt: 10_000, deadlineAt: 28_000 }],
    [
      'begun twice',
      [
        [0, begin],
        [500, begin],
      ],
      { phase: 'draining', closeAt: 10_000 },
    ],
    [
      'the delay over, hooks not',
      [
        [0, begin],
        [10_000, tick],
      ],
      { phase: 'draining' },
    ],
    [
      'hooks over, the delay not',
      [
        [0, begin],
        [9_999, drained],
        [9_999, tick],
      ],
      { phase: 'draining' },
    ],
    [
      'both over',
      [
        [0, begin],
        [5, drained],
        [10_000, tick],
      ],
      { phase: 'closing', cutAt: 25_000 },
    ],
    [
      'hooks over last',
      [
        [0, begin],
        [10_000, tick],
        [12_000, drained],
      ],
      { phase: 'closing', cutAt: 27_000 },
    ],
    [
      'connections gone before closing',
      [
        [0, begin],
        [5, empty],
      ],
      { phase: 'draining' },
    ],
    [
      'connections gone',
      [
        [0, begin],
        [5, drained],
        [10_000, tick],
        [10_000, parted],
        [10_100, empty],
      ],
      { phase: 'closed', cut: false },
    ],
    [
      'connections gone before the hooks of closing are over',
      [
        [0, begin],
        [5, drained],
        [10_000, tick],
        [10_100, empty],
      ],
      { phase: 'closing', emptied: true },
    ],
    [
      'connections gone, and a hook of closing failed',
      [
        [0, begin],
        [5, drained],
        [10_000, tick],
        [10_100, empty],
        [10_200, partedBadly],
      ],
      { phase: 'closed', clean: false },
    ],
    [
      'time-out',
      [
        [0, begin],
        [5, drained],
        [10_000, tick],
        [25_000, tick],
      ],
      { phase: 'closed', cut: true },
    ],
    [
      'one ms before it',
      [
        [0, begin],
        [5, drained],
        [10_000, tick],
        [24_999, tick],
      ],
      { phase: 'closing' },
    ],
    [
      'all over',
      [
        [0, begin],
        [5, drained],
        [10_000, tick],
        [10_000, parted],
        [10_100, empty],
        [10_200, hooksDone],
      ],
      { phase: 'exited', cause: 'finished', clean: true },
    ],
    [
      'a hook failed',
      [
        [0, begin],
        [5, drained],
        [10_000, tick],
        [10_000, parted],
        [10_100, empty],
        [10_200, hookFailed],
      ],
      { phase: 'exited', cause: 'finished', clean: false },
    ],
    [
      'forced while draining',
      [
        [0, begin],
        [100, force],
      ],
      { phase: 'exited', cause: 'forced' },
    ],
    [
      'forced while closing',
      [
        [0, begin],
        [5, drained],
        [10_000, tick],
        [10_001, force],
      ],
      { cause: 'forced' },
    ],
    [
      'hastened',
      [
        [0, begin],
        [5, drained],
        [2_000, hasten],
      ],
      { phase: 'closing', phaseAt: 2_000, cutAt: 17_000 },
    ],
    [
      'hastened before the hooks are over',
      [
        [0, begin],
        [2_000, hasten],
        [2_500, hasten],
        [3_000, drained],
      ],
      { phase: 'closing', phaseAt: 3_000, closeAt: 2_000 },
    ],
    [
      'hastened while closing',
      [
        [0, begin],
        [5, drained],
        [10_000, tick],
        [10_500, hasten],
      ],
      { phase: 'closing', phaseAt: 10_000, cutAt: 25_000 },
    ],
    [
      'a hook that never settles',
      [
        [0, begin],
        [10_000, tick],
        [28_000, tick],
      ],
      { cause: 'deadline' },
    ],
    [
      'a loop blocked past everything',
      [
        [0, begin],
        [5, drained],
        [60_000, tick],
      ],
      { cause: 'deadline' },
    ],
    [
      'the deadline comes first',
      [
        [0, begin],
        [28_000, force],
      ],
      { cause: 'deadline' },
    ],
    [
      'late news',
      [
        [0, begin],
        [100, force],
        [200, begin],
        [300, hooksDone],
      ],
      { phase: 'exited', phaseAt: 100 },
    ],
  ])('%s', (_what, history, expected) => {
    expect(after(history)).toMatchObject(expected);
  });

  it('wants its next tick when the next thing is due', () => {
    expect(nextTickAt(RUNNING)).toBe(Number.POSITIVE_INFINITY);
    expect(nextTickAt(after([[0, begin]]))).toBe(28_000);
    expect(
      nextTickAt(
        after([
          [0, begin],
          [5, drained],
        ]),
      ),
    ).toBe(10_000);
    expect(
      nextTickAt(
        after([
          [0, begin],
          [5, drained],
          [10_000, tick],
        ]),
      ),
    ).toBe(25_000);
    expect(
      nextTickAt(
        after([
          [0, begin],
          [12_999, drained],
        ]),
      ),
    ).toBe(27_999);
    expect(
      nextTickAt(
        after([
          [0, begin],
          [100, force],
        ]),
      ),
    ).toBe(Number.POSITIVE_INFINITY);
  });

  const PHASES = ['running', 'draining', 'closing', 'closed', 'exited'];
  const events: fc.Arbitrary<MachineEvent> = fc.oneof(
    fc.record({ type: fc.constant('begin' as const), delayMs: fc.nat(20_000) }),
    fc.constantFrom(tick, empty, hasten, force, drained, parted, partedBadly, hooksDone, hookFailed),
  );

  it('only ever goes forward, waits for what it must, and says why it ended', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5_000), events), { maxLength: 40 }), (history) => {
        let state = RUNNING;
        let now = 0;
        const phases: string[] = ['running'];
        for (const [wait, event] of history) {
          now += wait;
          const next = step(state, event, policy, now);
          expect(PHASES.indexOf(next.phase)).toBeGreaterThanOrEqual(PHASES.indexOf(state.phase));
          if (next.phase !== state.phase) {
            phases.push(next.phase);
            expect(next.phaseAt).toBe(now);
            if (next.phase === 'closing') expect(now >= next.closeAt && next.drained).toBe(true);
            if (next.phase === 'closed') expect((next.emptied && next.parted) || now >= next.cutAt).toBe(true);
          }
          expect(next.cause === null).toBe(next.phase !== 'exited');
          if (next.cause === 'finished') expect(phases).toEqual(PHASES);
          if (next.cause === 'deadline') expect(now).toBeGreaterThanOrEqual(next.deadlineAt);
          state = next;
        }
      }),
    );
  });

  it('ends by its deadline whatever happens, if it gets its ticks', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(30_000), events), { maxLength: 20 }), fc.nat(20_000), (history, delayMs) => {
        let state = step(RUNNING, { type: 'begin', delayMs }, policy, 0);
        for (const [at, event] of [...history].sort(([a], [b]) => a - b)) {
          for (let due = nextTickAt(state); due <= at; due = nextTickAt(state)) state = step(state, tick, policy, due);
          state = step(state, event, policy, at);
        }
        for (let due = nextTickAt(state); due < Number.POSITIVE_INFINITY; due = nextTickAt(state))
          state = step(state, tick, policy, due);
        expect(state.phase).toBe('exited');
        expect(state.phaseAt).toBeLessThanOrEqual(policy.deadlineMs);
      }),
    );
  });
});
