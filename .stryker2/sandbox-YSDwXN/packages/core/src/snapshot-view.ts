// @ts-nocheck
import { systemClock } from './clock.ts';
import { judge } from './judge.ts';
import type { HealthView, Snapshot } from './types.ts';
import { callable, knownKeys, list, object } from './validate.ts';
import { createView } from './view.ts';

/** A view of a snapshot that came from elsewhere, for example in a worker thread. */
export interface SnapshotView extends HealthView {
  /** Puts a newer snapshot in the place of the last. */
  update(snapshot: Snapshot): void;
}

/** Options of `createSnapshotView`. */
export interface SnapshotViewOptions {
  /**
   * Monotonic time in milliseconds in the terms of the snapshot's `at`. States turn stale by it.
   * @default time since the snapshot was handed over, added to its `at`
   */
  readonly now?: (() => number) | undefined;
}

/** Renders and judges a snapshot just as live health would. */
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
