import type { Slot } from './instance.ts';
import type { NewRecord, PodSnapshot } from './records.ts';
import { isPodReady, sameSnapshot } from './snapshot.ts';

export interface AppearanceHost {
  readonly slots: readonly Slot[];
  readonly snapshot: () => PodSnapshot;
  readonly record: (record: NewRecord) => void;
}

/** What others see of the Pod: told when it has changed, and only then. */
export function createAppearance({ slots, snapshot, record }: AppearanceHost) {
  let lastStatus: PodSnapshot | undefined;
  let lastReady: boolean | undefined;
  return {
    /** The Ready condition, from the moment something runs. */
    showReady() {
      if (lastReady === undefined && !slots.some((slot) => slot.state === 'running')) return;
      const ready = isPodReady(slots);
      if (ready === lastReady) return;
      lastReady = ready;
      record({ kind: 'ready', value: ready });
    },
    showStatus() {
      const status = snapshot();
      if (lastStatus !== undefined && sameSnapshot(status, lastStatus)) return;
      lastStatus = status;
      record({ kind: 'status', status });
    },
  };
}
