import { describe, expect, it } from 'vitest';
import { readTraceCase, simulateTrace, type TraceEntry } from '../../src/simulation/trace.ts';
import { recordings } from '../recorded.ts';
import { compareTraces } from './compare-traces.ts';

describe('recorded traces, in virtual time', () => {
  it.each(recordings('traces'))('%s', (_name, recorded) => {
    const trace = readTraceCase(recorded);
    const actual = simulateTrace(trace);
    const expected = recorded.trace as TraceEntry[];
    expect(compareTraces(actual, expected, { tolerance: 0.2, seconds: trace.seconds })).toEqual([]);
  });
});
