import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { begin, nextTickAt, type PortEvent, type PortState, step, wanted } from '../../src/isolated/port-life.ts';
import { lineFor } from '../../src/isolated/port-lines.ts';
import { createPortModel } from './port-life-model.ts';

/** More of them in CI. */
const RUNS = Number(process.env.PROBEZ_RUNS ?? 1_000);
const NEVER = Number.POSITIVE_INFINITY;

/** A life that is driven by hand; its moments are seconds. */
function life(barrier?: string) {
  let now = 0;
  let state = begin(barrier, now);
  return {
    get state() {
      return state;
    },
    /** Waits for the next tick, and gives it. Says how long that took. */
    wait(): number {
      const from = now;
      now = nextTickAt(state);
      state = step(state, { type: 'tick' }, now);
      return (now - from) / 1_000;
    },
    pass(seconds: number): void {
      now += seconds * 1_000;
      state = step(state, { type: 'tick' }, now);
    },
    tell(...events: readonly (PortEvent['type'] | PortEvent)[]): PortState {
      for (const event of events) state = step(state, typeof event === 'string' ? full(event) : event, now);
      return state;
    },
  };

  function full(type: PortEvent['type']): PortEvent {
    switch (type) {
      case 'ready':
      case 'listening':
        return { type, worker: state.worker };
      case 'lost':
      case 'refused':
        return { type, worker: state.worker, reason: 'boom' };
      case 'main-refused':
        return { type, reason: 'in use' };
      case 'barrier':
        return { type, barrier: 'no way' };
      default:
        return { type };
    }
  }
}

describe('a life', () => {
  test('as it should be', () => {
    const one = life();
    expect(wanted(one.state)).toEqual({ worker: 1, listener: 'nobody' });
    expect(one.tell('ready').phase).toBe('handing-over');
    expect(one.tell('listening').phase).toBe('worker');
    expect(nextTickAt(one.state)).toBe(NEVER);
    expect(one.tell('close').phase).toBe('closing');
    expect(one.tell('gone').phase).toBe('closed');
  });

  test('a worker that cannot be started is tried after 1, 2, 4 ... 60 s, and each time once', () => {
    const one = life();
    one.tell('lost', 'main-listening');
    const waits = Array.from({ length: 9 }, () => {
      const waited = one.wait();
      expect(one.state.phase).toBe('starting');
      expect(wanted(one.state).listener).toBe('main');
      // The main thread has the port all the while.
      expect(one.tell('lost').phase).toBe('main');
      return waited;
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(one.state.worker).toBe(10);
  });

  test('a worker that says nothing is given up after 10 s', () => {
    const one = life();
    expect(one.wait()).toBe(10);
    expect(one.state).toMatchObject({ phase: 'falling-back', reason: 'it did not listen within 10 s' });
    one.tell('main-listening');
    one.wait();
    one.tell('ready');
    expect(one.wait()).toBe(10);
    expect(one.state.phase).toBe('falling-back');
  });

  test('one that has answered for more than a minute is followed at once', () => {
    const one = life();
    for (const [seconds, expected] of [
      [10, 1],
      [60, 2],
      [59, 4],
      [61, 1],
      [1, 2],
    ] as const) {
      one.tell('ready', 'listening');
      one.pass(seconds);
      one.tell('lost', 'main-listening');
      expect(one.wait()).toBe(expected);
    }
  });

  test('a port that somebody else has: nobody answers, and both are tried again', () => {
    const one = life();
    one.tell('ready', 'listening', 'lost');
    expect(one.tell('main-refused')).toMatchObject({ phase: 'deaf', reason: 'in use' });
    one.wait();
    expect(one.tell('ready', 'refused').phase).toBe('falling-back');
    expect(one.tell('main-listening').phase).toBe('main');
  });

  test('in the beginning it fails', () => {
    expect(life().tell('ready', 'refused').phase).toBe('failed');
    expect(life('no workers here').tell('main-refused').phase).toBe('failed');
  });

  test('a barrier: the main thread answers, and nothing is tried', () => {
    const one = life('no workers here');
    expect(one.tell('main-listening').phase).toBe('main');
    expect(nextTickAt(one.state)).toBe(NEVER);
  });

  test('a barrier that comes and goes is not followed more often than a worker that fails', () => {
    const one = life();
    one.tell('ready', 'listening');
    const waits = [1, 2, 3, 4].map(() => {
      expect(one.tell('barrier', 'main-listening').phase).toBe('main');
      expect(nextTickAt(one.state)).toBe(NEVER);
      one.tell({ type: 'barrier', barrier: undefined });
      const waited = one.wait();
      one.tell('ready', 'listening');
      return waited;
    });
    expect(waits).toEqual([2, 4, 8, 16]);
  });

  test('a worker that does not end within 2 s is made to', () => {
    const one = life();
    one.tell('ready', 'listening', 'close');
    expect(one.wait()).toBe(2);
    expect(one.state.phase).toBe('cutting');
    expect(one.tell('gone').phase).toBe('closed');
  });
});

/** What comes next where all is well, and where it is not. */
const COURSE: Readonly<Record<string, readonly [string, string]>> = {
  starting: ['ready', 'lost'],
  'handing-over': ['listening', 'refused'],
  worker: ['tick', 'lost'],
  'falling-back': ['main-listening', 'main-refused'],
  main: ['tick', 'bar'],
  deaf: ['tick', 'bar'],
  closing: ['gone', 'tick'],
};

const kind = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom('well', 'well', 'ill') },
  { weight: 20, arbitrary: fc.constantFrom('ready', 'listening', 'lost', 'main-listening') },
  { weight: 20, arbitrary: fc.constantFrom('refused', 'main-refused', 'bar', 'unbar', 'tick') },
  { weight: 1, arbitrary: fc.constantFrom('close', 'gone') },
);
const happening = fc.record({
  kind,
  /** How long after the last, as a share of what is waited for or in milliseconds. */
  after: fc.oneof(
    fc.constantFrom(0, 1, 999, 1_000, 1_999, 2_000, 10_000, 60_000, 60_001),
    fc.constantFrom('due', 'just before' as const),
  ),
  /** From an earlier worker. */
  stale: fc.boolean(),
});

test('whatever happens, as an independent model says: who answers, tries after 1, 2, 4 ... 60 s, one line each, none where barred, closed for good', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(happening, { maxLength: 60 }), (barred, happenings) => {
      let now = 1_000;
      let state = begin(barred ? 'a barrier' : undefined, now);
      const model = createPortModel(barred, now);
      expect(model.picture()).toEqual(pictureOf(state));
      expect(linesOf(undefined, state, now)).toEqual(model.said());
      for (const { kind: given, after, stale } of happenings) {
        const [well, ill] = COURSE[state.phase] ?? ['tick', 'tick'];
        const what = given === 'well' ? well : given === 'ill' ? ill : given;
        const due = nextTickAt(state);
        if (typeof after === 'number') now += after;
        else if (due !== NEVER) now = Math.max(now, after === 'due' ? due : due - 1);
        const worker = state.worker - (stale ? 1 : 0);
        const event = eventOf(what, worker);
        const before = state;
        state = step(state, event, now);
        expect(step(before, event, now)).toEqual(state);
        model.happens(what, worker, now);
        expect(model.picture()).toEqual(pictureOf(state));
        expect(linesOf(before, state, now)).toEqual(model.said());
      }
    }),
    { numRuns: RUNS },
  );
});

/** What is said of a step: one line or none, and which. */
function linesOf(before: PortState | undefined, state: PortState, now: number): readonly string[] {
  const line = lineFor(before, state, now);
  if (line === undefined) return [];
  const { level, text } = line;
  const wait = /Next attempt in ([\d.]+ s)/.exec(text)?.[1];
  if (text === 'probez: the worker of the probe port is running again') return [level === 'info' ? 'back' : level];
  expect(level).toBe('error');
  if (/^probez: a barrier the main thread answers the probes: /.test(text)) return ['barred'];
  if (/^probez: the probe port is down, and every probe fails: .+\. Next attempt in [^;]+$/.test(text))
    return [`nobody, next try in ${wait}`];
  if (/^probez: the worker of the probe port failed: .+; until then the main thread answers/.test(text))
    return [`failed, next try in ${wait}`];
  return [text];
}

const pictureOf = (state: PortState) => ({
  phase: state.phase,
  wanted: wanted(state),
  next: nextTickAt(state),
  started: state.worker,
});

function eventOf(what: string, worker: number): PortEvent {
  switch (what) {
    case 'ready':
    case 'listening':
      return { type: what, worker };
    case 'lost':
    case 'refused':
      return { type: what, worker, reason: 'boom' };
    case 'main-refused':
      return { type: what, reason: 'in use' };
    case 'bar':
    case 'unbar':
      return { type: 'barrier', barrier: what === 'bar' ? 'a barrier' : undefined };
    case 'main-listening':
    case 'close':
    case 'gone':
      return { type: what };
    default:
      return { type: 'tick' };
  }
}
