import { type Amount, amountOf, readAmount } from '../manifest/amount.ts';
import type { Part } from '../manifest/part.ts';
import type { Pod } from '../manifest/types.ts';

/** The kinds of workloads that have rollouts. */
export type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet';

/** How old Pods are replaced. */
export type Strategy =
  | {
      /** The name in the manifest. */
      readonly type: 'RollingUpdate';
      /** How many more Pods than wanted there may be: a number, or a percentage such as `25%`. */
      readonly maxSurge: Amount;
      /** How many fewer Pods than wanted may be available: a number, or a percentage. */
      readonly maxUnavailable: Amount;
      /** Of a StatefulSet: lower ordinals keep the old template; 0 for none. */
      readonly partition: number;
    }
  | { readonly type: 'Recreate' }
  | { readonly type: 'OnDelete' };

/** A Deployment, StatefulSet or DaemonSet, with the API server's defaults. */
export interface Workload {
  /** Which of the three. */
  readonly kind: WorkloadKind;
  /** The object's name. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** How many Pods are wanted; of a DaemonSet, the number of nodes. */
  readonly replicas: number;
  /** How many seconds a Pod must be ready until it counts as available. */
  readonly minReadySeconds: number;
  /** Of a Deployment: after how many seconds without progress it counts as failed. */
  readonly progressDeadlineSeconds: number;
  /** How a new template is rolled out. */
  readonly strategy: Strategy;
  /** Of a StatefulSet: true if Pods come one after the other, which is the default. */
  readonly ordered: boolean;
  /** Of a Deployment: true while it is paused, so that a new template waits. */
  readonly paused: boolean;
  /** The current Pod template. */
  readonly template: Pod;
}

function readStrategy(kind: WorkloadKind, spec: Part): Strategy {
  const strategy = spec.at(kind === 'Deployment' ? 'strategy' : 'updateStrategy');
  const { text } = strategy.at('type');
  if (text === 'Recreate' || text === 'OnDelete') return { type: text };
  const rolling = strategy.at('rollingUpdate');
  const [surge, away] = kind === 'Deployment' ? ['25%', '25%'] : [0, 1];
  return {
    type: 'RollingUpdate',
    maxSurge: readAmount(rolling.at('maxSurge')) ?? surge,
    // The API server drops a StatefulSet's unless the gate MaxUnavailableStatefulSet is on.
    maxUnavailable: kind === 'StatefulSet' ? 1 : (readAmount(rolling.at('maxUnavailable')) ?? away),
    partition: rolling.at('partition').whole ?? 0,
  };
}

/** Reads a workload that has been validated. @param nodes on how many nodes a DaemonSet has a Pod */
export function readWorkload(kind: WorkloadKind, part: Part, template: Pod, nodes: number): Workload {
  const spec = part.at('spec');
  return {
    kind,
    name: template.name,
    namespace: template.namespace,
    replicas: kind === 'DaemonSet' ? nodes : (spec.at('replicas').whole ?? 1),
    minReadySeconds: spec.at('minReadySeconds').whole ?? 0,
    progressDeadlineSeconds: spec.at('progressDeadlineSeconds').whole ?? 600,
    strategy: readStrategy(kind, spec),
    ordered: spec.at('podManagementPolicy').text !== 'Parallel',
    paused: spec.at('paused').value === true,
    template,
  };
}

/**
 * How many Pods there may be beyond the replicas (`surge`), and how many may be unavailable (`unavailable`).
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/util/deployment_util.go (ResolveFenceposts)
 * Throws nothing.
 * @param workload what the manifest says
 */
export function limitsOf({ kind, strategy, replicas }: Workload): { surge: number; unavailable: number } {
  if (strategy.type !== 'RollingUpdate') return { surge: 0, unavailable: 0 };
  const surge = amountOf(strategy.maxSurge, replicas, 'up');
  const unavailable = amountOf(strategy.maxUnavailable, replicas, kind === 'DaemonSet' ? 'up' : 'down');
  const none = surge === 0 && unavailable === 0;
  return { surge, unavailable: none ? 1 : Math.min(unavailable, replicas) };
}
