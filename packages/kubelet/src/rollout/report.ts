import type { BudgetStatus } from './budget.ts';
import type { PodReport } from './lanes.ts';
import type { Loss, TrafficState } from './traffic.ts';
import type { Strategy, WorkloadKind } from './workload.ts';

/** A line of the timeline. */
export interface TimelineEntry {
  /** Seconds after the change. */
  readonly t: number;
  /** What happened. */
  readonly text: string;
}

/** The report of a rollout. All times are seconds after the change. */
export interface RolloutReport {
  /** The version of this format. */
  readonly version: 1;
  /** Kind of the workload. */
  readonly kind: WorkloadKind;
  /** Name of the workload. */
  readonly name: string;
  /** How many Pods were wanted at the end. */
  readonly replicas: number;
  /** How old Pods were replaced. */
  readonly strategy: Strategy['type'];
  /** True if it completed: all Pods have the new template and are available. */
  readonly done: boolean;
  /** Seconds until it was done, or until it was given up. */
  readonly seconds: number;
  /** If it is not done: why, and since when nothing has changed. */
  readonly stalled?: { readonly since: number; readonly why: string };
  /** The fewest Pods that were ready and not being deleted. */
  readonly leastReady: number;
  /** The most Pods at a time, including those being deleted. */
  readonly mostPods: number;
  /** How many Pods were ready and not being deleted, each number with the time from which it holds. */
  readonly capacity: readonly { readonly t: number; readonly ready: number }[];
  /** The requests; undefined if no container declares a port, or the rate is 0. */
  readonly requests?: RequestReport;
  /** Each attempt to evict a Pod, and whether the budget allowed it. */
  readonly evictions: readonly {
    readonly t: number;
    readonly pod: string;
    readonly allowed: boolean;
    readonly budget?: BudgetStatus;
  }[];
  /** Container restarts of Pods of the newest revision. */
  readonly restarts: number;
  /** Its Pods in the order of their creation: those from before the change first. */
  readonly pods: readonly PodReport[];
  /** Everything that happened, in order. */
  readonly timeline: readonly TimelineEntry[];
}

/** The requests that were sent, and those that were lost. */
export interface RequestReport {
  /** The port of the Pods to which they were sent. */
  readonly port: number;
  /** How many requests were sent. */
  readonly sent: number;
  /** How many requests were sent per second. */
  readonly rate: number;
  /** How long the app needed for a request, in milliseconds. */
  readonly requestMs: number;
  /** How many requests were lost. */
  readonly lost: number;
  /** At which Pods they were lost, and why; times are seconds after the change. */
  readonly losses: readonly (Omit<Loss, 'from' | 'to'> & {
    readonly from: number;
    readonly to: number;
    /** The cause, with the numbers behind it. */
    readonly why: string;
  })[];
}

const seconds = (value: number) => `${value.toFixed(1)} s`;

const reasons: Record<Loss['reason'], (pod: string) => string> = {
  starting: (pod) => `${pod} was sent requests before it listened`,
  stopping: (pod) => `${pod} no longer listened, but clients still sent requests to it`,
  down: (pod) => `the process of ${pod} was down`,
  cut: (pod) => `${pod} ended before they were answered`,
  'no endpoints': () => 'no Pod was in service',
};

/** @param startedAt time 0 on the clock */
export function reportRequests({ sent, losses, load }: TrafficState, port: number, startedAt: number): RequestReport {
  const told = [...losses]
    .sort((a, b) => a.from - b.from)
    .map(({ pod, reason, count, from, to }) => {
      const lasted = (to - from) / 1000 + 1 / load.rate;
      const sum =
        reason === 'cut'
          ? `an answer takes ${load.requestMs} ms`
          : `${Math.round(count / lasted)} requests a second for ${seconds(lasted)}`;
      const times = { from: (from - startedAt) / 1000, to: (to - startedAt) / 1000 };
      const what = reason === 'cut' ? 'cut' : 'refused';
      return { pod, reason, count, ...times, why: `${count} ${what}: ${reasons[reason](pod)} (${sum})` };
    });
  return {
    port,
    sent,
    rate: load.rate,
    requestMs: load.requestMs,
    lost: losses.reduce((sum, one) => sum + one.count, 0),
    losses: told,
  };
}
