import type { Effect, Input } from '../machine/messages.ts';
import type { BudgetStatus } from './budget.ts';
import type { Endpoint } from './endpoints.ts';
import type { MemberView } from './member.ts';
import type { ReplicaSetState, WorkloadStatus } from './state.ts';
import type { Workload } from './workload.ts';

/** Something that happened, in the order in which it happened. */
export type RolloutRecord = {
  /** Milliseconds on the clock that drives the rollout. */
  readonly at: number;
} & (
  | ({ readonly kind: 'pod'; readonly pod: string; readonly revision: number } & MemberView)
  | { /** The object is deleted. */ readonly kind: 'gone'; readonly pod: string; readonly revision: number }
  | ({ readonly kind: 'replicaSet' } & ReplicaSetState)
  | ({ readonly kind: 'workload' } & WorkloadStatus)
  | { readonly kind: 'endpoints'; readonly endpoints: readonly Endpoint[] }
  | {
      /** Allowed, or refused by the budget (the API answers 429). */
      readonly kind: 'eviction';
      readonly pod: string;
      readonly allowed: boolean;
      readonly budget?: BudgetStatus;
    }
);

type WithoutTime<R> = R extends unknown ? Omit<R, 'at'> : never;
export type NewRolloutRecord = WithoutTime<RolloutRecord>;

/** A request of a Pod to its world, or something that has happened. */
export type RolloutEffect =
  | {
      /** What it is about. */
      readonly kind: 'pod';
      /** The Pod's name. */
      readonly pod: string;
      /** What the Pod asks. */
      readonly effect: Effect;
    }
  | {
      readonly kind: 'record';
      /** What has happened, for display. */
      readonly record: RolloutRecord;
    };

/** An input of a rollout. One for a Pod that no longer exists is ignored. */
export type RolloutInput =
  | {
      /** Time has passed. */
      readonly kind: 'time';
    }
  | {
      /** The world answers a Pod. */
      readonly kind: 'pod';
      /** The Pod's name. */
      readonly pod: string;
      /** What the world answers. */
      readonly input: Input;
    }
  | {
      /** `kubectl apply`. */
      readonly kind: 'apply';
      /** The workload with its new template or its new number of replicas. */
      readonly workload: Workload;
    }
  | { readonly kind: 'delete'; readonly pod: string }
  | { /** As `kubectl drain` does: the budget may refuse. */ readonly kind: 'evict'; readonly pod: string };
