import { expect } from 'vitest';
import type { Line, PodRun, RunOptions } from './pod-run.ts';

export type Open = (file: string, options?: RunOptions) => Promise<PodRun>;

/** Something that a scenario shows, played with real processes under the real `probez run`. */
export interface RealPlay {
  readonly folder: string;
  readonly name: string;
  /** What it wants beside Node and a shell. */
  readonly programs?: readonly string[];
  play(open: Open): Promise<void>;
}

type Kind<K extends Line['kind']> = Extract<Line, { kind: K }>;

export const is =
  <K extends Line['kind']>(kind: K, fields: Partial<Kind<K>> & Record<string, unknown>) =>
  (line: Line): boolean =>
    line.kind === kind && Object.entries(fields).every(([key, value]) => Reflect.get(line, key) === value);

/** An attempt that passes: the app is up and the play may begin. */
export const passes = (run: PodRun, probe: 'liveness' | 'readiness' | 'startup', from = 0) =>
  run.seen(`${probe} to pass`, is('probe', { probe, outcome: 'success' }), from);

/** The start after a container has ended, and the row that shows it. */
export async function restarted(run: PodRun, from: number): Promise<Line> {
  const restart = (line: Line) => line.kind === 'container' && line.event === 'started' && line.restarts > 0;
  const line = await run.seen('a restart', restart, from);
  await run.until('RESTARTS', (row) => row.restarts > 0);
  return line;
}

/** The demo app has come so far that it hears SIGTERM, and its port is open. */
export const listens = (run: PodRun, from = 0) =>
  run.seen('the app to listen', (line) => line.kind === 'output' && line.line.includes('listens on'), from);

export const ready = (run: PodRun, wanted = '1/1') => run.until(`READY ${wanted}`, (row) => row.ready === wanted);

/** Ready after the restart. */
export const readyAgain = (run: PodRun, restarts = 1) =>
  run.until('READY again', (row) => row.ready === '1/1' && row.restarts === restarts);

/** Attempts of a probe from a mark on. */
export const attempts = (run: PodRun, probe: 'liveness' | 'readiness' | 'startup', from = 0) =>
  run.lines.slice(from).flatMap((line) => (line.kind === 'probe' && line.probe === probe ? [line] : []));

/** When a container's events of this kind came, in seconds. */
export const times = (run: PodRun, event: string, container = 'app', from = 0) =>
  run.lines
    .slice(from)
    .flatMap((line) =>
      line.kind === 'container' && line.container === container && line.event === event ? [line.t] : [],
    );

/** Three failures in a row, one kill, one restart: what a dead container costs. */
export function expectOneKill(run: PodRun, from: number, message: string | RegExp, failures = 3): void {
  const kill = run.lines.findIndex((line, index) => index >= from && is('event', { reason: 'Killing' })(line));
  const unhealthy = run.lines
    .slice(from, kill)
    .flatMap((line) => (line.kind === 'event' && line.reason === 'Unhealthy' ? [line.message.trim()] : []))
    .filter((text) => text.startsWith('Liveness'));
  expect(unhealthy).toHaveLength(failures);
  for (const text of unhealthy) expect(text).toMatch(message);
  expect(run.events('Killing', from)).toEqual(['Container app failed liveness probe, will be restarted']);
  expect(run.row().restarts).toBe(1);
}

/** A shell hears of SIGTERM when its `sleep 1` has ended: half of the 2 s that these would be shortened to. */
export const longerGrace = (text: string) =>
  text.replace(/terminationGracePeriodSeconds: [12]0/, 'terminationGracePeriodSeconds: 50');

/** Deletes the Pod: it ends by itself, within its grace period. */
export async function deleteCleanly(run: PodRun): Promise<void> {
  const from = run.mark();
  expect(await run.delete()).toBe(0);
  expect(times(run, 'sigkill', 'app', from)).toEqual([]);
}
