import { workload } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const podsRefused: Rule = {
  id: 'L46',
  name: 'pods-refused',
  severity: 'error',
  summary: 'A cluster takes the object, but never makes a Pod of it.',
  docs: `
The API server validates the template of a Deployment, a DaemonSet or a Job, but not that of a StatefulSet: it is taken, and then each of its Pods is
refused. \`kubectl apply\` says "created", no Pod ever comes, and only the events of the StatefulSet tell why (\`FailedCreate\`). The same
goes for any template with blanks around the name of an image.

What is wrong is what L38 tells of other objects.
`,
  bad: workload('StatefulSet', 'ports: [{ containerPort: 80800 }]', { workload: 'serviceName: api' }),
  good: workload('StatefulSet', 'ports: [{ containerPort: 8080 }]', { workload: 'serviceName: api' }),
  told: true,
};
