import { describe, expect, it } from 'vitest';
import { createAttentiveClock } from '../../../node/src/isolated/attentive-clock.ts';
import type { Clock } from '../../src/clock.ts';
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

const TICK_MS = 10;

/**
 * Time as this process lives through it. When the machine holds it up, kubelet and server stand still together, and what was due
 * meanwhile comes afterwards in its order and at its distance: only what they do is judged here, not when the machine lets them.
 */
function livedTime(): Clock & { stop(): void } {
  const began = performance.now();
  const { now, tick } = createAttentiveClock(() => performance.now() - began, TICK_MS);
  const ticking = setInterval(tick, TICK_MS);
  return {
    now,
    at(time, callback) {
      let timer: NodeJS.Timeout;
      const arm = () => {
        timer = setTimeout(() => (now() >= time - 1 ? callback() : arm()), Math.max(1, time - now()));
      };
      arm();
      return () => clearTimeout(timer);
    },
    stop: () => clearInterval(ticking),
  };
}

describe.skipIf(chosen.length === 0)('recorded traces, in real time', () => {
  it.concurrent.each(chosen)(
    '%s',
    async (_name, recorded) => {
      const trace = readTraceCase(recorded);
      const clocks: ReturnType<typeof livedTime>[] = [];
      const clock = () => {
        const made = livedTime();
        clocks.push(made);
        return made;
      };
      const actual = await playTraceInRealTime(trace, clock);
      for (const one of clocks) one.stop();
      const expected = recorded.trace as TraceEntry[];
      expect(compareTraces(actual, expected, { tolerance: 0.3, seconds: trace.seconds })).toEqual([]);
    },
    120_000,
  );
});
