import { workload } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const podsRefused: Rule = {
  id: 'L46',
  name: 'pods-refused',
  severity: 'error',
  summary: 'A cluster accepts the object, but can never create a Pod from it.',
  docs: `
The API server does not validate the template of a StatefulSet. \`kubectl apply\` says "created", but no Pod appears, and only the events of
the StatefulSet say why (\`FailedCreate\`). The same goes for any template with spaces around the name of an image. Other objects are refused
at once: see L38.
`,
  bad: workload('StatefulSet', 'ports: [{ containerPort: 80800 }]', { workload: 'serviceName: api' }),
  good: workload('StatefulSet', 'ports: [{ containerPort: 8080 }]', { workload: 'serviceName: api' }),
  told: true,
};
