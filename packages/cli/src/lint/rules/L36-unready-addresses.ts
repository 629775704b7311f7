import { isKind } from '../model.ts';
import type { Report, Rule } from '../rule.ts';

export const unreadyAddresses: Rule = {
  id: 'L36',
  name: 'unready-addresses',
  severity: 'error',
  summary: 'A Service that is not headless publishes Pods that are not ready, although they have a readiness probe.',
  docs: `
\`publishNotReadyAddresses: true\` makes a Service send requests to Pods whether they are ready or not: the readiness probe has no effect
on it, not during start, trouble or drain. It is meant for headless Services (\`clusterIP: None\`) through which the members of a
cluster find each other before they are ready. For requests use a second Service without it.
`,
  bad: `
apiVersion: v1
kind: Service
metadata: { name: api }
spec:
  publishNotReadyAddresses: true
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
      readinessProbe: { httpGet: { path: /readyz, port: 8080 } }
      lifecycle: { preStop: { sleep: { seconds: 5 } } }
`,
  good: `
apiVersion: v1
kind: Service
metadata: { name: api }
spec:
  clusterIP: None
  publishNotReadyAddresses: true
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
      readinessProbe: { httpGet: { path: /readyz, port: 8080 } }
      lifecycle: { preStop: { sleep: { seconds: 5 } } }
`,
  *check({ model }): Generator<Report> {
    for (const service of model.objects.filter((object) => isKind(object, '', 'Service'))) {
      const spec = service.part.at('spec');
      const at = spec.at('publishNotReadyAddresses');
      if (at.value !== true || spec.at('clusterIP').text === 'None') continue;
      const probed = model.pods.find(
        (pod) =>
          pod.services.includes(service) &&
          pod.containers.some(({ readiness, role }) => readiness !== undefined && role !== 'init'),
      );
      if (probed === undefined) continue;
      yield {
        of: service,
        at,
        message: `publishNotReadyAddresses on a Service with an address of its own: ${probed.object.kind}/${probed.object.name} has a readinessProbe, and gets requests while it fails.`,
        fix: 'Remove it; for finding peers add a second Service with clusterIP: None.',
      };
    }
  },
};
