// @ts-nocheck
import { describe, expect, it, vi } from 'vitest';
import { type Health, type Logger, manualCheck, type RunWrapper } from '../src/index.ts';
import { fakeHealth } from './support.ts';

const never = new Promise<never>(() => {});
/** Of another realm or a library: no instance of our Promise, and rejects for whoever asks. */
// biome-ignore lint/suspicious/noThenProperty: that is the point
const foreignRejection = { then: (_: unknown, reject: (error: unknown) => void) => reject(new Error('foreign')) };

const anyWrapper = (wrapper: (run: () => Promise<unknown>) => unknown): RunWrapper => Object.assign(wrapper);

/** What a tracer may do to a run. */
const TRACERS: readonly (readonly [string, RunWrapper])[] = [
  ['calls the run and returns what it returns', (run) => run()],
  [
    'throws',
    anyWrapper(() => {
      throw new Error('tracer');
    }),
  ],
  [
    'throws after the run has begun',
    anyWrapper((run) => {
      void run();
      throw new Error('tracer');
    }),
  ],
  [
    'rejects',
    async () => {
      throw new Error('tracer');
    },
  ],
  [
    'rejects after the run',
    async (run) => {
      await run();
      throw new Error('exporter');
    },
  ],
  ['never calls the run', async () => 'mine'],
  ['never calls the run, and hangs', () => never],
  [
    'calls the run, and hangs',
    (run) => {
      void run();
      return never;
    },
  ],
  [
    'calls the run twice',
    async (run) => {
      await run();
      return run();
    },
  ],
  [
    'calls the run late',
    async (run) => {
      await undefined;
      return run();
    },
  ],
  ['swallows a failure', async (run) => run().catch(() => 'fine')],
  [
    'returns something else',
    async (run) => {
      await run();
      return { status: 'fail' };
    },
  ],
  ['returns no promise', anyWrapper(() => 7)],
  ['returns what looks like a promise and rejects', anyWrapper(() => foreignRejection)],
  [
    'returns what cannot be looked at',
    anyWrapper(
      () =>
        new Proxy(
          {},
          {
            has() {
              throw new Error('no');
            },
          },
        ),
    ),
  ],
];

describe.each([
  ['passes', 'pass', true],
  ['fails', 'fail', false],
] as const)('a check that %s, watched by a tracer that', (_what, status, ok) => {
  it.each(TRACERS)('%s: is run once, and says what it says', async (_name, tracer) => {
    let runs = 0;
    const run = async () => {
      runs += 1;
      if (!ok) throw new Error('down');
    };
    const { health } = fakeHealth({ checks: [{ name: 'a', run }] });
    const seen: string[] = [];
    // Inside and outside: one tracer does not stop another.
    health.wrapRuns(async (inner) => {
      seen.push('inside');
      return inner();
    });
    health.wrapRuns(tracer);
    health.wrapRuns(async (inner) => {
      seen.push('outside');
      return inner();
    });
    await health.start();
    expect([health.snapshot().checks[0]?.status, runs, seen]).toEqual([status, 1, ['outside', 'inside']]);
  });
});

/** What a function of the app's may do when it is called. */
const BUGS: readonly (readonly [string, () => unknown])[] = [
  [
    'throws',
    () => {
      throw new Error('bug');
    },
  ],
  [
    'throws nothing',
    () => {
      throw undefined;
    },
  ],
  [
    'rejects',
    async () => {
      throw new Error('bug');
    },
  ],
  [
    'rejects later',
    async () => {
      await undefined;
      throw new Error('bug');
    },
  ],
  ['returns what looks like a promise and rejects', () => foreignRejection],
  [
    'returns what throws when it is asked for its then',
    () => ({
      // biome-ignore lint/suspicious/noThenProperty: that is the point
      get then() {
        throw new Error('bug');
      },
    }),
  ],
  ['hangs', () => never],
];

/** Where functions of the app's are called. */
const PLACES: readonly (readonly [string, (health: Health, bug: () => unknown) => void])[] = [
  ['a listener', (health, bug) => void health.subscribe(bug)],
  ['a listener of runs', (health, bug) => void health.subscribeRuns(bug)],
  [
    'a detach',
    (health, bug) =>
      health.register({
        name: 'guest',
        attach: (push) => {
          push(true);
          return async () => bug();
        },
      })(),
  ],
];

describe('what the app hands in', () => {
  it.each(PLACES.flatMap(([place, put]) => BUGS.map(([bug, call]) => [place, bug, put, call] as const)))(
    '%s that %s: changes nothing, stops nobody, ends nothing',
    async (_place, _bug, put, call) => {
      const unhandled = vi.fn();
      process.on('unhandledRejection', unhandled);
      try {
        const { health, events, clock } = fakeHealth({ checks: [{ name: 'a', run: () => true }] });
        put(health, call);
        const late: string[] = [];
        health.subscribe(({ type }) => void late.push(type));
        await health.start();
        await clock.settle();
        expect(health.verdict('readiness').ok).toBe(true);
        expect(late).toEqual(events.map(({ type }) => type));
        expect(late.length).toBeGreaterThan(0);
        await new Promise((resolve) => setImmediate(resolve));
        expect(unhandled).not.toHaveBeenCalled();
      } finally {
        process.off('unhandledRejection', unhandled);
      }
    },
  );

  it.each(BUGS)('a logger that %s: so', async (_bug, call) => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    try {
      const logger: Logger = { info: call, warn: call, error: call };
      const gate = manualCheck({ name: 'gate' });
      const { health, events, clock } = fakeHealth({ checks: [gate], logger });
      health.probed();
      await health.start();
      gate.fail();
      await clock.advance(120_000);
      health.drain();
      expect(events.map(({ type }) => type)).toEqual(['check', 'probe', 'drain']);
      await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).not.toHaveBeenCalled();
      await health.stop();
      expect(clock.timers).toBe(0);
    } finally {
      process.off('unhandledRejection', unhandled);
    }
  });
});
