import type { Report, Rule } from '../rule.ts';
import { servedContainers, serves, serviceNames } from '../service.ts';

export const serviceWithoutReadiness: Rule = {
  id: 'L23',
  name: 'service-without-readiness',
  severity: 'warning',
  summary: "The container that owns a Service's targetPort has no readiness probe.",
  docs: `
Without a readiness probe a container counts as ready as soon as it runs, before the app listens: the Service sends requests into
refused connections at every start, and a rollout goes on over Pods that do not serve yet.

The rule looks only at Pods that a Service among the given files selects, and there only at the container that owns its targetPort.
Jobs, Pods without a Service, and Services with \`publishNotReadyAddresses\` are left alone.
`,
  bad: `
apiVersion: v1
kind: Service
metadata: { name: api }
spec:
  selector: { app: api }
  ports: [{ port: 80, targetPort: http }]
---
apiVersion: v1
kind: Pod
metadata: { name: api, labels: { app: api } }
spec:
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ name: http, containerPort: 8080 }]
      lifecycle: { preStop: { sleep: { seconds: 5 } } }
`,
  good: `
apiVersion: v1
kind: Service
metadata: { name: api }
spec:
  selector: { app: api }
  ports: [{ port: 80, targetPort: http }]
---
apiVersion: v1
kind: Pod
metadata: { name: api, labels: { app: api } }
spec:
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ name: http, containerPort: 8080 }]
      readinessProbe: { httpGet: { path: /readyz, port: http } }
      lifecycle: { preStop: { sleep: { seconds: 5 } } }
`,
  *check({ model }): Generator<Report> {
    for (const pod of model.pods.filter(serves)) {
      const services = pod.services.filter(({ part }) => part.at('spec', 'publishNotReadyAddresses').value !== true);
      for (const container of servedContainers(pod, services)) {
        if (container.readiness !== undefined) continue;
        yield {
          of: container,
          at: container.part,
          message: `Container "${container.name}" takes the requests of Service ${serviceNames(services)} and has no readinessProbe: it gets them from the moment its process runs, before it listens.`,
          fix: 'Add a readinessProbe, such as readinessProbe: { httpGet: { path: /readyz, port: PORT } }.',
        };
      }
    }
  },
};
