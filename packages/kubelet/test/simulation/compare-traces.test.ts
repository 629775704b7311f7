import { describe, expect, it } from 'vitest';
import { readTraceCase, simulateTrace, type TraceEntry } from '../../src/simulation/trace.ts';
import { recordings } from '../recorded.ts';
import { compareTraces } from './compare-traces.ts';

const attempt = (t: number, outcome = 'failure'): TraceEntry => ({ t, kind: 'probe', probe: 'readiness', outcome });
const event = (t: number, message: string): TraceEntry => ({ t, kind: 'event', reason: 'Unhealthy', message });
const exited = (t: number): TraceEntry => ({ t, kind: 'container', event: 'exited', code: 0 });
const ready = (t: number): TraceEntry => ({ t, kind: 'ready', value: false });

const recorded = [attempt(8), event(8, '503'), attempt(10), event(10, '503'), exited(12), attempt(14, 'success')];
const compare = (actual: readonly TraceEntry[], realTime = true, expected: readonly TraceEntry[] = recorded) =>
  compareTraces(actual, expected, { tolerance: 0.3, seconds: 20, realTime });

describe('an attempt in the moment in which its container ends', () => {
  const met = (...more: TraceEntry[]) => [...recorded, ...more].sort((a, b) => a.t - b.t);

  it.each([
    ['comes after it', recorded],
    ['comes before it, and gets an answer', met(attempt(12), event(12, '503'))],
    ['comes before it, and is cut off', met(attempt(12.1), event(12.1, 'EOF'))],
    ['passes', met(attempt(11.9, 'success'))],
  ])('%s: both are right in real time', (_how, actual) => {
    expect(compare(actual)).toEqual([]);
    // And the other way round.
    expect(compare(recorded, true, actual)).toEqual([]);
  });

  // The attempt at 12.05 s then comes first, as on a busy machine.
  it('is let pass in a recorded trace whose process ends a tenth of a second later', () => {
    const [, found = {}] = recordings('traces').find(([name]) => name === 'delete-keeps-readiness') ?? [];
    const server = {
      boots: [{ routes: { '/readyz': [200, 200, 200, 503], '/livez': [200] }, sigterm: { exitAfterMs: 6100 } }],
    };
    const actual = simulateTrace(readTraceCase({ ...found, server }));
    const difference = (realTime: boolean) =>
      compareTraces(actual, found.trace as TraceEntry[], { tolerance: 0.3, seconds: 24, realTime });
    expect(difference(true)).toEqual([]);
    expect(difference(false)).not.toEqual([]);
  });

  it('is told in virtual time, where the order is fixed', () => {
    expect(compare(met(attempt(12)), false)).toHaveLength(1);
  });
});

describe('nothing else is let pass in real time', () => {
  const without = (gone: TraceEntry) => recorded.filter((one) => one !== gone);
  const [first = attempt(0), , , , end = exited(0), last = attempt(0)] = recorded;

  it.each([
    ['an attempt too many between two ticks', [...recorded, attempt(13)].sort((a, b) => a.t - b.t)],
    ['one that is missing', without(first)],
    ['one after the end that is missing', without(last)],
    ['one with another outcome', [...without(last), attempt(14)]],
    ['one that comes late', [...without(last), attempt(14.4, 'success')]],
    ['an end that is missing', without(end)],
    ['an end that comes late', [...without(end), exited(12.4)]],
    ['another change in that moment', [...recorded, ready(12)]],
  ])('%s', (_what, actual) => {
    expect(compare(actual)).not.toEqual([]);
  });
});
