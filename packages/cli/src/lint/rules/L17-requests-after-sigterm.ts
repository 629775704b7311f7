import type { Container } from '../container.ts';
import { declared } from '../declared.ts';
import { documents, get, ports, service, workload } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { fewestReplicas, isBalanced, requestsOf, servedContainers, serviceNames } from '../service.ts';

const served = `${ports}\n${get('readiness', '/readyz')}`;

/** The demo app, and apps made after it, take their delay from this variable. */
function delayFromEnv({ env }: Container): number {
  const value = Number(env.find(({ name }) => name === 'DRAIN_DELAY_MS')?.value);
  return Number.isFinite(value) ? value : 0;
}

export const requestsAfterSigterm: Rule = {
  id: 'L17',
  name: 'requests-after-sigterm',
  severity: 'warning',
  summary: 'A Pod behind a Service has neither a preStop hook nor a declared drain delay.',
  docs: `
Proxies and load balancers learn some seconds after SIGTERM that the endpoint was removed, at every rollout, scale-down and eviction. That an
app waits by itself can also be declared with \`--drain-delay 5\`, or with its environment variable \`DRAIN_DELAY_MS\`.

It is information for fewer than two replicas (or an autoscaler's minimum) and for a headless Service. The rule checks the container that
has the targetPort of a Service among the given files. Services with ports called metrics only do not count.
`,
  bad: documents(service(), workload('Deployment', served, { workload: 'replicas: 2' })),
  good: documents(
    service(),
    workload('Deployment', `${served}\nlifecycle: { preStop: { sleep: { seconds: 5 } } }`, { workload: 'replicas: 2' }),
  ),

  pod(owner, { model }) {
    const services = requestsOf(owner);
    if (services.length === 0) return [];
    const owners = servedContainers(owner, services).filter(({ role }) => role === 'main');
    const waits = (container: Container) =>
      container.preStop !== undefined ||
      (declared('drainDelaySeconds', owner, container) ?? 0) > 0 ||
      delayFromEnv(container) > 0;
    // Who takes the requests is not always plain (a sidecar may); then one container that waits is enough.
    const main = owner.all.filter(({ role }) => role === 'main');
    const guilty = owners.length > 0 ? owners.filter((one) => !waits(one)) : main.some(waits) ? [] : main.slice(0, 1);
    // One Pod alone is missed whatever it does, and so is one whose clients know it by its own address.
    const spread = services.some(isBalanced) && fewestReplicas(owner, model) > 1;
    return guilty.map((container) => ({
      of: container,
      at: container.part,
      severity: spread ? 'warning' : 'info',
      message: `Service ${serviceNames(services)} keeps sending requests here for a moment after SIGTERM. The manifest has neither a preStop hook nor a drain delay: unless the app itself keeps serving for some seconds, those requests are refused.`,
      fix: 'If the app waits by itself, as with gracefulShutdown of Probez, add the annotation probez.dev/drain-delay-seconds; otherwise lifecycle: { preStop: { sleep: { seconds: 5 } } }.',
    }));
  },
};
