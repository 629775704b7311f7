import { describe, expect, it } from 'vitest';
import { createAttentiveClock } from '../../../node/src/isolated/attentive-clock.ts';
import type { Clock } from '../../src/clock.ts';
import { playTraceInRealTime } from '../../src/realtime/trace.ts';
import { readTraceCase, simulateTrace, type TraceCase, type TraceEntry } from '../../src/simulation/trace.ts';
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

async function play(trace: TraceCase): Promise<TraceEntry[]> {
  const clocks: ReturnType<typeof livedTime>[] = [];
  const clock = () => {
    const made = livedTime();
    clocks.push(made);
    return made;
  };
  const actual = await playTraceInRealTime(trace, clock);
  for (const one of clocks) one.stop();
  return actual;
}

it('the few are among the recordings', () => {
  expect(recordings('traces').map(([name]) => name)).toEqual(expect.arrayContaining([...few]));
});

describe.skipIf(chosen.length === 0)('in real time', () => {
  it.concurrent.each(chosen)(
    '%s, as recorded',
    async (_name, recorded) => {
      const trace = readTraceCase(recorded);
      const expected = recorded.trace as TraceEntry[];
      const options = { tolerance: 0.3, seconds: trace.seconds, realTime: true };
      expect(compareTraces(await play(trace), expected, options)).toEqual([]);
    },
    120_000,
  );

  // No recording has one.
  it.concurrent('an exec probe, as in virtual time', async () => {
    const exec = { command: ['/bin/sh', '-c', 'test -e "$F"'] };
    const livenessProbe = { exec, periodSeconds: 2, failureThreshold: 2, timeoutSeconds: 20 };
    const server = { boots: [{ routes: {} }] };
    const trace = readTraceCase({
      seconds: 10,
      execFileRemovedAfterMs: 5000,
      pod: { probes: { livenessProbe } },
      server,
    });
    // A shell may take its time to start.
    const options = { tolerance: 0.9, seconds: trace.seconds, realTime: true };
    const expected = simulateTrace(trace);
    expect(expected.filter(({ outcome }) => outcome === 'failure').length).toBeGreaterThan(1);
    expect(compareTraces(await play(trace), expected, options)).toEqual([]);
  }, 120_000);
});
