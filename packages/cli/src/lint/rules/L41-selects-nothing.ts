import { editDistance } from '../../nearest.ts';
import { documents, get, labelled, pod, ports, service } from '../examples.ts';
import { describeObject, isKind, type KubeObject, type Pod, sameNamespace } from '../model.ts';
import type { Rule } from '../rule.ts';

const given =
  /^(statefulset\.kubernetes\.io|apps\.kubernetes\.io|batch\.kubernetes\.io)\/|^(pod-template-hash|rollouts-pod-template-hash|controller-revision-hash|controller-uid|job-name)$/;

/** One label differs, and that by a letter or two; or the workload has the same name and one of the labels' keys. */
function isNear(object: KubeObject, wanted: Readonly<Record<string, string>>, { labels, object: owner }: Pod): boolean {
  const pairs = Object.entries(wanted);
  if (owner.name === object.name) return pairs.some(([key]) => labels[key] !== undefined);
  const differs = pairs.filter(([key, value]) => labels[key] !== value);
  const [key = '', value = ''] = differs[0] ?? [];
  const theirs = labels[key];
  return differs.length === 1 && theirs !== undefined && value.length > 3 && editDistance(value, theirs) <= 2;
}

export const selectsNothing: Rule = {
  id: 'L41',
  name: 'selects-nothing',
  severity: 'warning',
  summary: 'A Service or a budget selects none of the given Pods, though one of them is nearly it.',
  docs: `
A selector with a slip in it is valid: the Service has no endpoints, the budget protects nothing, and nobody is told. The rule speaks where
none of the given Pods is selected and one of them nearly is: a single label differs, by a letter or two, or the workload has the Service's own
name.

What is applied elsewhere cannot be seen here, so without such a near miss the rule is silent.
`,
  bad: documents(service().replace('app: api', 'app: apis'), pod(`${ports}\n${get('readiness', '/readyz')}`, labelled)),
  good: documents(service(), pod(`${ports}\n${get('readiness', '/readyz')}`, labelled)),

  object(object, { model }) {
    const isService = isKind(object, '', 'Service');
    if (!isService && !isKind(object, 'policy', 'PodDisruptionBudget')) return undefined;
    const at = object.part.at('spec', 'selector');
    const wanted = (isService ? at : at.at('matchLabels')).strings;
    if (Object.keys(wanted).length === 0 || (isService && object.part.at('spec', 'type').text === 'ExternalName'))
      return undefined;
    // Labels that a controller gives its Pods stand in no template.
    if (Object.keys(wanted).some((key) => given.test(key))) return undefined;
    const pods = model.pods.filter((one) => sameNamespace(object, one.object) && !one.partial);
    const fits = ({ labels }: Pod) => Object.entries(wanted).every(([key, value]) => labels[key] === value);
    if (pods.some(fits)) return undefined;
    const near = pods.find((one) => isNear(object, wanted, one));
    if (near === undefined) return undefined;
    const differs = Object.entries(wanted).filter(([key, value]) => near.labels[key] !== value);
    const [key = '', value = ''] = differs[0] ?? [];
    const theirs = near.labels[key];
    return {
      at: isService ? at.at(key) : at.at('matchLabels', key),
      message: `The selector asks for ${key}: ${value}, and none of the given Pods has it: it selects nothing. ${describeObject(near.object)} has ${theirs === undefined ? `no label ${key}` : `${key}: ${theirs}`}.`,
      fix:
        theirs === undefined
          ? `Add the label to the Pod's template, or remove it here.`
          : `${key}: ${theirs}, if that is meant.`,
    };
  },
};
