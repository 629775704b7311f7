import { documents, get, labelled, pod, ports, service } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { requestsOf, servedContainers, serviceNames } from '../service.ts';

export const serviceWithoutReadiness: Rule = {
  id: 'L23',
  name: 'service-without-readiness',
  severity: 'warning',
  summary: "The container behind a Service's targetPort has no readiness probe.",
  docs: `
A rollout continues although its new Pods do not serve yet.

The rule checks the container that has the targetPort of a Service among the given files. Jobs, and Services with
\`publishNotReadyAddresses\` or for metrics only, are not reported.
`,
  bad: documents(service(), pod(ports, labelled)),
  good: documents(service(), pod(`${ports}\n${get('readiness', '/readyz')}`, labelled)),

  pod(owner) {
    const services = requestsOf(owner).filter(({ part }) => part.at('spec', 'publishNotReadyAddresses').value !== true);
    const guilty = servedContainers(owner, services).filter(({ part }) => !part.at('readinessProbe').exists);
    return guilty.map((container) => ({
      of: container,
      at: container.part,
      message: `Container "${container.name}" receives the requests of Service ${serviceNames(services)} and has no readinessProbe: requests reach it as soon as its process runs, before it listens.`,
      fix: 'Add a readinessProbe, such as readinessProbe: { httpGet: { path: /readyz, port: PORT } }.',
    }));
  },
};
