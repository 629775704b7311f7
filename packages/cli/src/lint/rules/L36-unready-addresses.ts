import { documents, get, labelled, pod, ports, service } from '../examples.ts';
import { describeObject, isKind } from '../model.ts';
import type { Rule } from '../rule.ts';
import { isBalanced } from '../service.ts';

export const unreadyAddresses: Rule = {
  id: 'L36',
  name: 'unready-addresses',
  severity: 'error',
  summary:
    'A Service that is not headless sends requests to Pods that are not ready, although they have a readiness probe.',
  docs: `
The readiness probe has no effect on this Service during start, failure and drain. \`publishNotReadyAddresses\` is meant for headless Services
through which the members of a cluster find each other.
`,
  bad: documents(service('publishNotReadyAddresses: true'), pod(`${ports}\n${get('readiness', '/readyz')}`, labelled)),
  good: documents(
    service('publishNotReadyAddresses: true\nclusterIP: None'),
    pod(`${ports}\n${get('readiness', '/readyz')}`, labelled),
  ),

  object(object, { model }) {
    const spec = object.part.at('spec');
    const at = spec.at('publishNotReadyAddresses');
    if (!isKind(object, '', 'Service') || at.value !== true || !isBalanced(object)) return undefined;
    const probed = model
      .servedBy(object)
      .find((pod) => pod.all.some(({ readiness, role }) => readiness !== undefined && role !== 'init'));
    if (probed === undefined) return undefined;
    return {
      at,
      message: `publishNotReadyAddresses on a Service that is not headless: ${describeObject(probed.object)} has a readinessProbe, but gets requests even while it fails.`,
      fix: 'Remove it; to find peers, add a second Service with clusterIP: None.',
    };
  },
};
