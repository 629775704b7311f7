import type { Container, Probe } from '@probez/kubelet';
import { limitsOf, type PlayOptions, playRollout, type RolloutReport } from '@probez/kubelet/rollout';

/** Numbers that follow from a manifest, by what they mean. */
export type Numbers = ReadonlyMap<string, string>;

/** When a probe of these numbers gives its result: from the luckiest moment to the unluckiest. */
function detects({ periodSeconds: period, failureThreshold: failures, timeoutSeconds: timeout }: Probe): string {
  return `${(failures - 1) * period} to ${failures * period + timeout} s`;
}

/** So long a start may take for certain: the last attempt that counts begins then. */
function startupBudget({ startupProbe, livenessProbe }: Container): string {
  const probe = startupProbe ?? livenessProbe;
  if (probe === undefined) return 'no limit';
  return `${probe.initialDelaySeconds + (probe.failureThreshold - 1) * probe.periodSeconds} s`;
}

function probeNumbers(container: Container): [string, string][] {
  const { name, livenessProbe, readinessProbe } = container;
  return [
    [`${name}: start may take`, startupBudget(container)],
    [`${name}: hang to restart`, livenessProbe === undefined ? 'never' : detects(livenessProbe)],
    [`${name}: failure to out of service`, readinessProbe === undefined ? 'never' : detects(readinessProbe)],
  ];
}

/** What a rollout does, in numbers. */
export const rolloutNumbers = (report: RolloutReport): [string, string][] => [
  ['rollout', report.done ? `${report.seconds.toFixed(1)} s` : `does not end: ${report.stalled?.why}`],
  ['rollout: least ready', `${report.leastReady} of ${report.replicas}`],
  ['rollout: most Pods', String(report.mostPods)],
  ['rollout: lost requests', String(report.requests?.lost ?? 'none sent')],
];

/** What a workload's numbers mean: of its probes, its end, and of a rollout of the same template made anew. */
export function numbersOf(plan: PlayOptions): Numbers {
  const { workload } = plan;
  const { template } = workload;
  const { surge, unavailable } = limitsOf(workload);
  return new Map([
    ['replicas', String(workload.replicas)],
    ['surge, unavailable', `${surge}, ${unavailable}`],
    ['end may take', `${template.terminationGracePeriodSeconds} s`],
    ...template.containers.flatMap(probeNumbers),
    ...rolloutNumbers(playRollout(plan).report),
  ]);
}
