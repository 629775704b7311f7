// @ts-nocheck
import { describe, expect, it } from 'vitest';
import { deferred, fakeHealth, unhandledDuring } from '../support/fake-health.ts';

const circle: Record<string, unknown> = { status: 'pass' };
circle.observedValue = { circle, big: 1n };

describe('fault 3: a check that rejects with undefined, or returns a circular value, hangs the probe', () => {
  const table: readonly (readonly [name: string, run: () => unknown, status: number])[] = [
    ['rejects with undefined', () => Promise.reject(undefined), 503],
    ['rejects with null', () => Promise.reject(null), 503],
    ['rejects with a string', () => Promise.reject('no'), 503],
    ['rejects with a symbol', () => Promise.reject(Symbol('no')), 503],
    ['rejects with a circular value', () => Promise.reject(circle), 503],
    ['returns a circular value', () => circle, 200],
    ['returns a BigInt', () => ({ status: 'warn', observedValue: 2n ** 70n, reason: 1n }), 200],
    ['returns a status that is none', () => ({ status: 'perhaps' }), 503],
    ['returns a revoked proxy', () => revoked(), 503],
    [
      'returns a getter that throws',
      () => ({
        status: 'fail',
        get reason() {
          throw circle;
        },
      }),
      503,
    ],
  ];
  it.each(table)('%s', async (_name, run, status) => {
    const { health, ask, clock } = fakeHealth({ checks: [{ name: 'odd', run }] }, { details: 'always' });
    const unhandled = await unhandledDuring(async () => {
      await health.start();
      await clock.settle();
      for (const target of [
        '/readyz',
        '/readyz?verbose',
        '/readyz?format=json',
        '/readyz/odd',
        '/readyz/odd?format=json',
      ]) {
        expect(ask(target)).toMatch(new RegExp(`^${status} .`));
      }
      structuredClone(health.snapshot());
    });
    expect(unhandled).toEqual([]);
  });

  function revoked(): object {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  }
});

describe('fault 4: a check that throws synchronously answers 200, or 404, or ends the process', () => {
  it('fails, and harms no other', async () => {
    const { health, ask } = fakeHealth(
      {
        checks: [
          {
            name: 'thrower',
            run: () => {
              throw new TypeError('not a function');
            },
          },
          { name: 'after', run: () => true },
        ],
      },
      { details: 'always' },
    );
    await health.start();
    expect(ask('/readyz')).toBe('503 [-]thrower failed: reason withheld\n[+]after ok\nreadyz check failed\n');
    expect(ask('/readyz/thrower')).toBe('503 internal server error: not a function\n');
  });

  it('nor does a wrapper or a listener that throws', async () => {
    const { health, ask } = fakeHealth({ checks: [{ name: 'a', run: () => true }] });
    health.subscribe(() => {
      throw new Error('listener');
    });
    health.subscribeRuns(async () => {
      throw new Error('listener');
    });
    health.wrapRuns(() => {
      throw new Error('wrapper');
    });
    expect(await unhandledDuring(() => health.start())).toEqual([]);
    // Who watches a run is no part of it.
    expect(ask('/readyz')).toBe('200 ok');
  });
});

describe('fault 5: ten probes run each check ten times; probes of a hung check leave a run each', () => {
  it('no number of probes makes a second run', async () => {
    let quick = 0;
    let hung = 0;
    const { clock, health, ask } = fakeHealth({
      checks: [
        { name: 'quick', run: () => void quick++ },
        {
          name: 'hung',
          run: () => {
            hung += 1;
            return new Promise(() => {});
          },
        },
      ],
    });
    void health.start();
    for (let probe = 0; probe < 10; probe += 1) {
      ask('/readyz?verbose');
      await clock.settle();
    }
    expect([quick, hung]).toEqual([1, 1]);
    // Long after the time-out and the staleness of the hung one.
    for (let second = 0; second < 100; second += 1) {
      for (let probe = 0; probe < 10; probe += 1) ask(probe % 2 === 0 ? '/readyz' : '/readyz/hung');
      await clock.advance(1_000);
    }
    // Once per period.
    expect([quick, hung]).toEqual([11, 1]);
    await Promise.all([health.refresh(), health.refresh(), health.refresh()]);
    expect([quick, hung]).toEqual([12, 1]);
  });
});

describe('fault 7: a hung check stops polling for ever and stays healthy; a hung first check fails the boot', () => {
  it('fails at its time-out, is unknown when stale, and recovers when it settles', async () => {
    let hang: Promise<void> | undefined;
    const { clock, health, ask } = fakeHealth({ checks: [{ name: 'a', run: () => hang }] });
    await health.start();
    expect(ask('/readyz')).toBe('200 ok');
    const { promise, resolve } = deferred();
    hang = promise;
    await clock.advance(12_000);
    expect(ask('/readyz')).toContain('[-]a failed');
    await clock.advance(27_000);
    expect(ask('/readyz')).toContain('[-]a unknown');
    hang = undefined;
    resolve();
    await clock.settle();
    expect(ask('/readyz')).toBe('200 ok');
  });

  it('start() resolves at the time-out of a check that never settles', async () => {
    const { clock, health } = fakeHealth({ checks: [{ name: 'a', run: () => new Promise(() => {}) }] });
    let started = false;
    void health.start().then(() => {
      started = true;
    });
    await clock.advance(1_999);
    expect(started).toBe(false);
    await clock.advance(1);
    expect(started).toBe(true);
  });
});

describe('fault 12: an HTTP dependency that answers 500 is up; a stale failure overwrites a newer success', () => {
  it.each([
    [200, 200],
    [204, 200],
    [399, 200],
    [400, 503],
    [404, 503],
    [500, 503],
    [503, 503],
  ])('a response with %d makes readiness %d', async (status, expected) => {
    const { health, ask } = fakeHealth({ checks: [{ name: 'api', run: async () => new Response(null, { status }) }] });
    await health.start();
    expect(ask('/readyz')).toMatch(new RegExp(`^${expected} `));
  });

  it('what a run says after its time-out counts for nothing', async () => {
    const first = deferred();
    let runs = 0;
    const { clock, health, ask } = fakeHealth({
      checks: [{ name: 'a', run: () => (runs++ === 0 ? first.promise : new Promise(() => {})) }],
    });
    void health.start();
    await clock.advance(2_000);
    expect(ask('/readyz')).toContain('[-]a failed');
    const before = health.snapshot().checks[0];
    first.resolve();
    await clock.settle();
    expect(health.snapshot().checks[0]).toEqual(before);
  });

  it('a run from before a stop, or of a check that was replaced, says nothing about the new one', async () => {
    const old = deferred();
    let answer: unknown = old.promise;
    const check = { name: 'a', run: () => answer };
    const { clock, health, ask } = fakeHealth();
    const unregister = health.register(check);
    void health.start();
    await clock.settle();
    unregister();
    answer = true;
    health.register({ ...check });
    await clock.settle();
    expect(ask('/readyz')).toBe('200 ok');
    old.reject(new Error('late'));
    await clock.settle();
    expect(ask('/readyz')).toBe('200 ok');

    const hung = deferred();
    answer = hung.promise;
    await clock.advance(10_000);
    await health.stop();
    answer = true;
    void health.start();
    hung.reject(new Error('late'));
    await clock.settle();
    expect(ask('/readyz')).toBe('200 ok');
  });
});

describe('fault 14: three bounded checks in series add up past the probe’s timeout', () => {
  it('they run side by side, and the probe waits for none', async () => {
    const { clock, health, ask } = fakeHealth({
      checks: ['a', 'b', 'c'].map((name) => ({ name, run: () => new Promise(() => {}) })),
    });
    let started = false;
    void health.start().then(() => {
      started = true;
    });
    expect(ask('/readyz')).toMatch(/^503 /);
    await clock.advance(2_000);
    expect(started).toBe(true);
  });

  it('hung checks give their slots back, so that the others still run', async () => {
    const hung = Array.from({ length: 20 }, (_, index) => ({
      name: `h${index}`,
      critical: false,
      run: () => new Promise(() => {}),
    }));
    const { clock, health, ask } = fakeHealth({ concurrency: 2, checks: [...hung, { name: 'last', run: () => true }] });
    void health.start();
    await clock.advance(19_999);
    expect(ask('/readyz/last')).toMatch(/^503 /);
    await clock.advance(1);
    expect(ask('/readyz/last')).toBe('200 ok');
  });
});

describe('fault 16: one leaked AbortSignal or listener per probe', () => {
  it('nobody listens to a signal longer than the run or the wait lasts', async () => {
    const { prototype } = EventTarget;
    const { addEventListener, removeEventListener } = prototype;
    const any = AbortSignal.any;
    let listening = 0;
    let combined = 0;
    const waits = new AbortController();
    prototype.addEventListener = function (this: EventTarget, ...args) {
      if (this instanceof AbortSignal) listening += 1;
      return addEventListener.apply(this, args);
    };
    prototype.removeEventListener = function (this: EventTarget, ...args) {
      if (this instanceof AbortSignal) listening -= 1;
      return removeEventListener.apply(this, args);
    };
    AbortSignal.any = (signals) => {
      combined += 1;
      return any(signals);
    };
    try {
      const { clock, health, ask } = fakeHealth({ checks: [{ name: 'a', run: () => true, failureThreshold: 1 }] });
      await health.start();
      for (let probe = 0; probe < 1_000; probe += 1) ask('/readyz?verbose');
      await clock.advance(1_000_000);
      const { health: slow, clock: slowClock } = fakeHealth({ checks: [{ name: 'b', run: () => false }] });
      await slow.start();
      const given = Array.from({ length: 9 }, () =>
        slow.waitFor('readiness', { signal: waits.signal, deadlineMs: 1_000 }).catch(() => {}),
      );
      await slowClock.advance(1_000);
      await Promise.all(given);
    } finally {
      prototype.addEventListener = addEventListener;
      prototype.removeEventListener = removeEventListener;
      AbortSignal.any = any;
    }
    expect({ listening, combined }).toEqual({ listening: 0, combined: 0 });
  });
});
