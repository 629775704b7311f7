import type { Container } from '../container.ts';
import { declared } from '../declared.ts';
import type { Report, Rule } from '../rule.ts';
import { servedContainers, serves, serviceNames } from '../service.ts';

/** The demo app, and apps made after it, take their delay from this variable. */
function delayFromEnv(container: Container): number {
  const item = container.part.at('env').items.find((one) => one.at('name').text === 'DRAIN_DELAY_MS');
  const value = Number(item?.at('value').text);
  return Number.isFinite(value) ? value : 0;
}

export const requestsAfterSigterm: Rule = {
  id: 'L17',
  name: 'requests-after-sigterm',
  severity: 'warning',
  summary: 'A Pod behind a Service has neither a preStop hook nor a declared drain delay.',
  docs: `
When a Pod is deleted, SIGTERM and the news that it leaves the Service set off at the same time. Proxies and load balancers hear
the news some seconds later, and until then send new requests: an app that closes at once on SIGTERM refuses them, on every
rollout. Two cures:

- \`preStop: { sleep: { seconds: 5 } }\`: SIGTERM comes only after the news has spread;
- the app itself serves on for some seconds after SIGTERM. Say so with the annotation \`probez.dev/drain-delay-seconds: "5"\` (\`NAME.\`
  before it: for one container), with \`probez lint --drain-delay 5\`, or with the environment variable \`DRAIN_DELAY_MS\`.

The rule looks at the container that owns the Service's targetPort, and needs the Service among the given files.
`,
  bad: `
apiVersion: v1
kind: Service
metadata: { name: api }
spec:
  selector: { app: api }
  ports: [{ port: 80, targetPort: 8080 }]
---
apiVersion: v1
kind: Pod
metadata: { name: api, labels: { app: api } }
spec:
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ containerPort: 8080 }]
      readinessProbe:
        httpGet: { path: /readyz, port: 8080 }
`,
  good: `
apiVersion: v1
kind: Service
metadata: { name: api }
spec:
  selector: { app: api }
  ports: [{ port: 80, targetPort: 8080 }]
---
apiVersion: v1
kind: Pod
metadata: { name: api, labels: { app: api } }
spec:
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ containerPort: 8080 }]
      readinessProbe:
        httpGet: { path: /readyz, port: 8080 }
      lifecycle:
        preStop:
          sleep: { seconds: 5 }
`,
  *check({ model, declared: flags }): Generator<Report> {
    for (const pod of model.pods.filter(serves)) {
      const main = pod.containers.filter(({ role }) => role === 'main');
      const owners = servedContainers(pod, pod.services).filter(({ role }) => role === 'main');
      const waits = (container: Container) =>
        container.part.at('lifecycle', 'preStop').exists ||
        (declared('drainDelaySeconds', pod, flags, container) ?? 0) > 0 ||
        delayFromEnv(container) > 0;
      // Who takes the requests is not always plain (a sidecar may); then one container that waits is enough.
      const guilty = owners.length > 0 ? owners.filter((one) => !waits(one)) : main.some(waits) ? [] : main.slice(0, 1);
      for (const container of guilty) {
        yield {
          of: container,
          at: container.part,
          message: `Service ${serviceNames(pod.services)} sends requests here, and goes on for a moment after SIGTERM; there is neither a preStop hook nor a declared drain delay, so they are refused on every rollout.`,
          fix: 'lifecycle: { preStop: { sleep: { seconds: 5 } } }, or the annotation probez.dev/drain-delay-seconds if the app waits by itself.',
        };
      }
    }
  },
};
