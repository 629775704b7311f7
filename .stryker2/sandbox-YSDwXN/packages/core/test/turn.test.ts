// @ts-nocheck
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHandler, type HealthEvent, heartbeatCheck, manualCheck } from '../src/index.ts';
import * as judge from '../src/judge.ts';
import { fakeHealth, scripted } from './support.ts';

afterEach(() => vi.restoreAllMocks());

/** How often everything is looked at, check by check, and how often a verdict is made, from now on. */
function judgements(): () => { counts: number; verdicts: number; explanations: number } {
  const counts = vi.spyOn(judge, 'count');
  const verdicts = vi.spyOn(judge, 'judgeTally');
  const explanations = vi.spyOn(judge, 'explain');
  const times = (spy: { mock: { calls: readonly unknown[] } }) => spy.mock.calls.length;
  return () => ({ counts: times(counts), verdicts: times(verdicts), explanations: times(explanations) });
}

const named = (events: readonly HealthEvent[]) =>
  events.map((event) => (event.type === 'drain' ? 'drain' : `${event.name}: ${event.from} -> ${event.to}`));

async function started(...names: readonly string[]) {
  const gates = names.map((name) => manualCheck({ name }));
  const { health, events, clock } = fakeHealth({ checks: gates });
  await health.start();
  events.length = 0;
  const [gate = manualCheck({ name: 'none' }), other = gate] = gates;
  return { gates, gate, other, health, events, clock };
}

describe('one turn', () => {
  it('what was written is true at once, and told in a microtask', async () => {
    const { gate, health, events } = await started('gate');
    gate.fail('no');
    expect([health.verdict('readiness').ok, health.evaluate('readiness').ok]).toEqual([false, false]);
    expect(health.snapshot().checks[0]).toMatchObject({ status: 'fail' });
    expect(events).toEqual([]);
    await undefined;
    expect(named(events)).toEqual(['gate: pass -> fail', 'readiness: pass -> fail']);
  });

  it('tells every transition of a check, and of a probe what came of them all', async () => {
    const { gate, events } = await started('gate');
    gate.fail('a');
    gate.pass();
    gate.warn('b');
    await undefined;
    expect(named(events)).toEqual([
      'gate: pass -> fail',
      'gate: fail -> pass',
      'gate: pass -> warn',
      'readiness: pass -> warn',
    ]);
    expect(events.map((event) => event.reason)).toEqual(['a', '', 'b', 'gate: b']);
    events.length = 0;
    gate.fail();
    gate.warn();
    await undefined;
    expect(named(events)).toEqual(['gate: warn -> fail', 'gate: fail -> warn']);
  });

  it('a drain is told on the spot, and what was written before it comes before it', async () => {
    const { gate, health, events } = await started('gate');
    gate.fail();
    health.drain('SIGTERM');
    expect(named(events)).toEqual(['gate: pass -> fail', 'readiness: pass -> fail', 'drain']);
    gate.pass();
    await undefined;
    expect(named(events).slice(3)).toEqual(['gate: fail -> pass']);
  });

  it('nothing is told of what was taken away in the same turn but that it happened', async () => {
    const { health, events } = await started('gate');
    const unregister = health.register(manualCheck({ name: 'guest', initial: 'fail' }));
    unregister();
    await undefined;
    expect(named(events)).toEqual(['guest: unknown -> fail']);
    expect(health.verdict('readiness').ok).toBe(true);
  });

  it('a stop and a start in one turn are no transition of a probe', async () => {
    const { health, events } = await started('gate');
    void health.stop();
    void health.start();
    await undefined;
    expect(events).toEqual([]);
  });
});

describe('a listener', () => {
  it('never finds verdict and evaluation in disagreement, whatever it does', async () => {
    const { gate, other, health, events } = await started('gate', 'other');
    const heard: string[] = [];
    health.subscribe((event) => {
      if (heard.length === 1) other.fail('by a listener');
      if (heard.length === 2) health.drain('by a listener');
      for (const probe of ['liveness', 'readiness', 'startup'] as const)
        expect(health.evaluate(probe)).toMatchObject(health.verdict(probe));
      heard.push(event.type);
    });
    gate.fail();
    for (let turn = 0; turn < 5; turn += 1) await undefined;
    expect(named(events)).toEqual(['gate: pass -> fail', 'readiness: pass -> fail', 'other: pass -> fail', 'drain']);
  });

  it('hears everything in the order in which it happened, though one before it makes more happen', async () => {
    const { gate, other, health } = await started('gate', 'other');
    const heard: HealthEvent[] = [];
    health.subscribe((event) => {
      if (event.type === 'check' && event.name === 'gate') health.drain();
    });
    health.subscribe((event) => void heard.push(event));
    gate.fail();
    other.fail();
    await undefined;
    expect(named(heard)).toEqual(['gate: pass -> fail', 'other: pass -> fail', 'readiness: pass -> fail', 'drain']);
  });

  it('that stops health when it hears of a failure ends all that runs', async () => {
    const { gate, health, clock } = await started('gate');
    health.subscribe(() => void health.stop());
    gate.fail();
    await undefined;
    expect([health.phase, clock.timers]).toEqual(['stopped', 0]);
  });
});

describe('a thousand checks', () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `check-${index}`);

  it('that flap together are judged once, without looking at them all again', async () => {
    const { gates, health, events } = await started(...names);
    health.verdict('readiness');
    const made = judgements();
    for (const gate of gates) gate.fail();
    await undefined;
    expect(events).toHaveLength(1_001);
    expect(health.verdict('readiness').ok).toBe(false);
    // One verdict per probe.
    expect(made()).toEqual({ counts: 0, verdicts: 3, explanations: 1 });
  });

  it('of which one flaps are not counted again', async () => {
    const { gate, health, events } = await started(...names);
    health.verdict('readiness');
    const made = judgements();
    for (let turn = 0; turn < 100; turn += 1) {
      if (turn % 2 === 0) gate.fail();
      else gate.pass();
      await undefined;
    }
    expect(events).toHaveLength(200);
    expect(made().counts).toBe(0);
  });

  it('of which each says what it said before are not judged', async () => {
    const { clock, health } = fakeHealth({ checks: names.map((name) => scripted(name)), concurrency: 1_000 });
    await health.start();
    const verdict = health.verdict('readiness');
    const made = judgements();
    await clock.advance(10_000);
    expect(health.verdict('readiness')).toBe(verdict);
    expect(made()).toEqual({ counts: 0, verdicts: 0, explanations: 0 });
  });
});

describe('reading', () => {
  it('starts nothing, tells nothing, latches nothing', async () => {
    const gate = manualCheck({ name: 'gate', probes: 'startup', initial: 'fail' });
    const { health, events, clock } = fakeHealth({ checks: [gate, scripted('a')] });
    const readAll = () => {
      for (const probe of ['liveness', 'readiness', 'startup'] as const) {
        health.verdict(probe);
        health.evaluate(probe, { exclude: ['a'] });
      }
      health.verdict({ checks: ['a'], rules: 'liveness' });
      for (const url of ['/livez', '/readyz?verbose', '/startupz?format=json', '/readyz/a'])
        createHandler(health)({ method: 'GET', url, headers: {} });
      return health.snapshot();
    };
    readAll();
    await clock.advance(60_000);
    expect([health.phase, events, clock.timers]).toEqual(['idle', [], 0]);
    await health.start();
    gate.pass();
    // Whether somebody reads in between makes no difference to what becomes of it.
    expect(readAll().started).toBe(false);
    gate.fail();
    await undefined;
    expect([health.snapshot().started, health.verdict('startup').ok]).toEqual([false, false]);
    gate.pass();
    await undefined;
    expect(health.snapshot().started).toBe(true);
  });

  it('sees what has turned stale before any timer fires, as well in verdicts as in evaluations', async () => {
    const { health, clock } = fakeHealth({ checks: [heartbeatCheck({ name: 'beat', staleAfterMs: 1_000 })] });
    await health.start();
    expect(health.evaluate('readiness')).toBe(health.evaluate('readiness'));
    await clock.advance(1_000);
    expect(health.evaluate('readiness')).toMatchObject(health.verdict('readiness'));
    expect(health.verdict('readiness').status).toBe('fail');
  });
});
