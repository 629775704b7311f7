import type { MemberView } from './member.ts';
import type { RolloutRecord } from './messages.ts';

/** The history of one Pod. */
export interface PodReport {
  /** Its name. In a StatefulSet a later Pod gets the same name. */
  readonly name: string;
  /** Number of its revision, from 1. */
  readonly revision: number;
  /** Its states, each with the time at which it began, in seconds after the change. */
  readonly changes: readonly (MemberView & { readonly t: number })[];
  /** When its object was gone, in seconds after the change; absent if it was still there at the end. */
  readonly gone?: number;
}

/** Everything that was seen of Pods, one after the other as they came. */
export interface Lanes {
  record(record: RolloutRecord, t: number): void;
  report(): readonly PodReport[];
}

export function createLanes(): Lanes {
  const lanes: { name: string; revision: number; changes: (MemberView & { t: number })[]; gone?: number }[] = [];
  const living = (name: string) => lanes.find((one) => one.name === name && one.gone === undefined);
  return {
    record(record, t) {
      if (record.kind === 'gone') {
        const lane = living(record.pod);
        if (lane !== undefined) lane.gone = t;
      }
      if (record.kind !== 'pod') return;
      const { pod: name, revision, phase, container, ready, deleting, restarts } = record;
      const change = { t, phase, container, ready, deleting, restarts };
      const lane = living(name);
      if (lane === undefined) lanes.push({ name, revision, changes: [change] });
      else lane.changes.push(change);
    },
    report: () => lanes,
  };
}
