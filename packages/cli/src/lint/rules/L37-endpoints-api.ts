import { isKind } from '../model.ts';
import type { Rule } from '../rule.ts';

const role = (group: string, resource: string) => `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: watcher }
rules:
  - apiGroups: [${group}]
    resources: [${resource}]
    verbs: [get, list, watch]
`;

export const endpointsApi: Rule = {
  id: 'L37',
  name: 'endpoints-api',
  severity: 'info',
  summary: 'A manifest uses the deprecated Endpoints API.',
  docs: `
\`Endpoints\` are limited to 1000 addresses, and do not show that a Pod is terminating but still serving, as a drain without lost requests
needs; \`EndpointSlice\` does (\`ready\`, \`serving\`, \`terminating\`). The rule reports roles that may read \`endpoints\`, and Endpoints objects.
`,
  bad: role('""', 'endpoints'),
  good: role('discovery.k8s.io', 'endpointslices'),

  *object(object) {
    const fix = 'Use EndpointSlice: apiGroups: [discovery.k8s.io], resources: [endpointslices].';
    if (isKind(object, '', 'Endpoints')) {
      const message = 'v1 Endpoints is deprecated since Kubernetes 1.33; use EndpointSlice instead.';
      yield { at: object.part.at('kind'), message, fix };
    }
    if (!isKind(object, 'rbac.authorization.k8s.io', 'Role', 'ClusterRole')) return;
    for (const rule of object.part.at('rules').items) {
      const resource = rule.at('resources').items.find(({ value }) => value === 'endpoints');
      const core = rule.at('apiGroups').words?.some((group) => group === '' || group === '*') === true;
      const reads = rule.at('verbs').words?.some((verb) => ['get', 'list', 'watch', '*'].includes(verb)) === true;
      if (resource === undefined || !core || !reads) continue;
      yield {
        at: resource,
        message: `${object.kind} "${object.name}" allows reading endpoints, an API deprecated since Kubernetes 1.33 that does not show which Pods are terminating.`,
        fix,
      };
    }
  },
};
