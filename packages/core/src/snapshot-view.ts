import { systemClock } from './clock.ts';
import { judge } from './judge.ts';
import type { HealthView, Snapshot } from './types.ts';
import { callable, knownKeys, list, object } from './validate.ts';
import { createView } from './view.ts';

/** Answers probes from a snapshot that was taken elsewhere, for example in a worker thread. */
export interface SnapshotView extends HealthView {
  /** Replaces the snapshot by a newer one. */
  update(snapshot: Snapshot): void;
}

/** Options of `createSnapshotView`. */
export interface SnapshotViewOptions {
  /**
   * Monotonic time in milliseconds on the scale of the snapshot's `at`; it decides when states turn stale.
   * @default the snapshot's `at` plus the time since it was received
   */
  readonly now?: (() => number) | undefined;
}

/**
 * Judges a snapshot just as the `Health` that took it would.
 * @throws `ProbezError` with `INVALID_OPTION` if the snapshot or an option is wrong
 */
export function createSnapshotView(first: Snapshot, options: SnapshotViewOptions = {}): SnapshotView {
  object('the snapshot', first, 'a snapshot that snapshot() returned');
  list('checks of the snapshot', first.checks, 'a snapshot that snapshot() returned');
  knownKeys('createSnapshotView', options, ['now']);
  if (options.now !== undefined) callable('now of createSnapshotView', options.now);
  let snapshot = first;
  let receivedAt = systemClock.now();
  const now = options.now ?? (() => snapshot.at + systemClock.now() - receivedAt);
  const writes = { count: 0 };
  const current = (): Snapshot => snapshot;
  return {
    ...createView({
      info: first.info,
      clock: { now },
      facts: current,
      writes,
      judge: (selection, at) => judge(snapshot, selection, at),
    }),
    update(newer) {
      snapshot = newer;
      receivedAt = systemClock.now();
      writes.count += 1;
    },
  };
}
