import { describe, expect, it } from 'vitest';
import { playTraceInRealTime } from '../../src/realtime/trace.ts';
import { readTraceCase, type TraceEntry } from '../../src/simulation/trace.ts';
import { recordings } from '../recorded.ts';
import { compareTraces } from '../simulation/compare-traces.ts';

/**
 * Against real servers over real connections; PROBEZ_REALTIME=all plays every recording, at once, in 75 s.
 * By default a few that show the kinds of attempts. A machine that is too busy for real time cannot be judged: then set
 * PROBEZ_REALTIME=none.
 */
const wanted = process.env.PROBEZ_REALTIME ?? 'few';
const few = new Set([
  'connection-closed',
  'tcp-port-closes',
  'redirect-other-host',
  'timeout-is-failure',
  'exec-exit-codes',
  'delete-keeps-readiness',
  'liveness-ignores-sigterm',
]);
const chosen = recordings('traces').filter(([name]) => wanted === 'all' || (wanted === 'few' && few.has(name)));

describe.skipIf(chosen.length === 0)('recorded traces, in real time', () => {
  it.concurrent.each(chosen)(
    '%s',
    async (_name, recorded) => {
      const trace = readTraceCase(recorded);
      const actual = await playTraceInRealTime(trace);
      const expected = recorded.trace as TraceEntry[];
      expect(compareTraces(actual, expected, { tolerance: 0.3, seconds: trace.seconds })).toEqual([]);
    },
    120_000,
  );
});
