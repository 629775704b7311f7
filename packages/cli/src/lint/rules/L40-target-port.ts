import { nearest } from '../../nearest.ts';
import { documents, labelled, pod, service } from '../examples.ts';
import { describeObject, isKind } from '../model.ts';
import type { Rule } from '../rule.ts';

export const targetPort: Rule = {
  id: 'L40',
  name: 'target-port',
  severity: 'error',
  summary: 'The targetPort of a Service is a port name that no container of its Pods has.',
  docs: `
The API server does not check this, and every request is refused. The rule needs the Pods among the given files, and reports only a name that
none of them has.
`,
  bad: documents(service().replace('8080', 'web'), pod('ports: [{ name: http, containerPort: 8080 }]', labelled)),
  good: documents(
    service().replace('8080', 'http'),
    pod(
      'ports: [{ name: http, containerPort: 8080 }]\nreadinessProbe: { httpGet: { path: /readyz, port: http } }',
      labelled,
    ),
  ),

  *object(object, { model }) {
    if (!isKind(object, '', 'Service')) return;
    const pods = model.servedBy(object);
    const names = new Set(
      pods.flatMap(({ all }) => all).flatMap(({ ports: own }) => own.flatMap(({ name }) => name ?? [])),
    );
    for (const port of object.part.at('spec', 'ports').items) {
      const at = port.at('targetPort');
      if (at.text === undefined || pods.length === 0 || names.has(at.text)) continue;
      const meant = nearest(at.text, names);
      const has = names.size === 0 ? 'they name no port' : `they have ${[...names].join(', ')}`;
      yield {
        at,
        message: `targetPort "${at.text}" is a name that no container of ${pods.map((one) => describeObject(one.object)).join(', ')} has (${has}): the Service has no endpoints for this port.`,
        fix:
          meant === undefined ? `Name a container's port ${at.text}, or write its number.` : `Did you mean "${meant}"?`,
      };
    }
  },
};
