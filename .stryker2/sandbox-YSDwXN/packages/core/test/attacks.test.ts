// @ts-nocheck
import { describe, expect, it } from 'vitest';
import {
  type Clock,
  createHealth,
  type Health,
  type HealthEvent,
  type HealthOptions,
  heartbeatCheck,
  manualCheck,
} from '../src/index.ts';
import { createFakeClock } from '../src/testing.ts';
import { fakeHealth, scripted } from './support.ts';

const PROBES = ['liveness', 'readiness', 'startup'] as const;

/** What must be true whatever has happened: the two ways to ask agree, and whoever listened knows how it stands. */
function expectSound(health: Health, events: readonly HealthEvent[]): void {
  for (const probe of PROBES) {
    const { status, ok } = health.verdict(probe);
    expect(health.evaluate(probe)).toMatchObject({ status, ok });
    const last = events.findLast((event) => event.type === 'probe' && event.name === probe);
    if (last?.type === 'probe') expect([probe, last.to]).toEqual([probe, status]);
  }
  const at = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'drain') continue;
    const key = `${event.type} ${event.name}`;
    if (at.has(key)) expect([key, event.from]).toEqual([key, at.get(key)]);
    expect(event.from).not.toBe(event.to);
    at.set(key, event.to);
  }
}

/** What somebody may do at a moment that nobody had in mind. */
const DEEDS: readonly (readonly [string, (health: Health) => unknown])[] = [
  ['registers a check that passes', (health) => health.register({ name: `new ${serial()}`, run: () => true })],
  ['registers a check that fails', (health) => health.register({ name: `new ${serial()}`, run: () => false })],
  [
    'registers one that is pushed',
    (health) => health.register(manualCheck({ name: `new ${serial()}`, initial: 'fail' })),
  ],
  [
    'registers and unregisters',
    (health) => health.register(manualCheck({ name: `new ${serial()}`, initial: 'fail' }))(),
  ],
  [
    'registers a startup check',
    (health) => health.register({ name: `n ${serial()}`, probes: 'startup', run: () => false }),
  ],
  ['starts', (health) => health.start()],
  ['starts twice and stops', (health) => Promise.all([health.start(), health.start(), health.stop()])],
  ['stops', (health) => health.stop()],
  ['stops and starts', (health) => Promise.all([health.stop(), health.start()])],
  ['drains', (health) => health.drain('by the way')],
  ['drains, stops and starts', (health) => [health.drain(), health.stop(), health.start()]],
  ['refreshes', (health) => health.refresh()],
  ['reads', (health) => PROBES.map((probe) => [health.verdict(probe), health.evaluate(probe, { exclude: ['gate'] })])],
  ['subscribes and unsubscribes', (health) => health.subscribe(() => {})()],
  ['waits', (health) => void health.waitFor('readiness', { deadlineMs: 50 }).catch(() => {})],
  [
    'throws',
    () => {
      throw new Error('by the way');
    },
  ],
];
const CHANGES = [
  ['fail', true],
  ['pass', true],
  ['pass', false],
  ['warn', false],
] as const;

let serials = 0;
function serial(): number {
  serials += 1;
  return serials;
}

/** Where it does so. Each is done twice at most: what it causes may lead to the same place again. */
const MOMENTS: readonly (readonly [string, (deed: () => void) => HealthOptions])[] = [
  ['in a run', (deed) => ({ checks: [{ name: 'doer', run: () => deed() }] })],
  ['in a run, later', (deed) => ({ checks: [{ name: 'doer', run: () => Promise.resolve().then(deed) }] })],
  [
    'while attaching',
    (deed) => ({
      checks: [
        {
          name: 'doer',
          attach(push) {
            push(true);
            deed();
          },
        },
      ],
    }),
  ],
  ['in a listener', () => ({})],
  ['when it is logged', (deed) => ({ logger: { info: deed, warn: deed, error: deed } })],
  [
    'when a run is aborted',
    (deed) => ({
      checks: [
        {
          name: 'doer',
          timeoutMs: 5,
          run: ({ signal }) => new Promise(() => signal.addEventListener('abort', () => harmless(deed))),
        },
      ],
    }),
  ],
];

/** What an event listener of the app's throws is the runtime's to report, whoever aborts. */
function harmless(deed: () => void): void {
  try {
    deed();
  } catch {
    // Not ours.
  }
}

describe('whatever is done at whatever moment', () => {
  const cases = MOMENTS.flatMap(([moment, options]) =>
    DEEDS.map(([deed, act]) => [deed, moment, act, options] as const),
  );
  it.each(cases)('%s %s', async (_deed, moment, act, options) => {
    let left = 2;
    let health: Health | undefined;
    const deed = (): void => {
      if (left === 0 || health === undefined) return;
      left -= 1;
      void act(health);
    };
    const gate = manualCheck({ name: 'gate' });
    const polled = scripted('polled');
    const fake = fakeHealth(options(deed));
    ({ health } = fake);
    const { clock, events } = fake;
    health.register(gate);
    health.register(polled);
    if (moment === 'in a listener') health.subscribe(deed);
    void health.start();
    for (const [status, next] of CHANGES) {
      gate[status]('because');
      polled.next = next;
      for (const probe of PROBES) expect(health.evaluate(probe)).toMatchObject({ ok: health.verdict(probe).ok });
      await clock.advance(3_000);
      expectSound(health, events);
    }
    await health.stop();
    await clock.advance(0);
    expectSound(health, events);
    expect(clock.timers).toBe(0);
  });
});

describe('a clock that does what no clock should', () => {
  function jumping() {
    const fake = createFakeClock();
    let offset = 0;
    const jump = (ms: number): void => {
      offset += ms;
    };
    const clock: Clock = { ...fake, now: () => fake.now() + offset, time: () => fake.time() + offset };
    return { fake, clock, jump };
  }

  it.each([-1, -5_000, -1e9, 5_000, 1e9])('jumps by %i ms: verdicts agree, and runs go on', async (ms) => {
    const { fake, clock, jump } = jumping();
    const beat = heartbeatCheck({ name: 'beat', staleAfterMs: 1_000 });
    const polled = scripted('polled');
    const events: HealthEvent[] = [];
    const health = createHealth({ logger: false, clock, checks: [beat, polled] });
    health.subscribe((event) => events.push(event));
    await health.start();
    beat.beat();
    await fake.advance(500);
    jump(ms);
    expectSound(health, []);
    await fake.advance(1_500);
    expectSound(health, []);
    const { runs } = polled;
    for (let round = 0; round < 30; round += 1) {
      beat.beat();
      await fake.advance(900);
      expectSound(health, events);
    }
    // Back to normal: what is heard from now on counts from now on.
    expect(health.verdict('readiness').ok).toBe(true);
    expect(polled.runs).toBeGreaterThan(runs);
    await fake.advance(1_100);
    expect(health.verdict('readiness').ok).toBe(false);
    await health.stop();
    expect(fake.timers).toBe(0);
  });
});
