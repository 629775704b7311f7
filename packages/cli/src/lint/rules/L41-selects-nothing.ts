import { serviceLabels } from '@probez/kubelet/manifest';
import { isWithin } from '../../nearest.ts';
import { documents, get, labelled, pod, ports, service } from '../examples.ts';
import { describeObject, isKind, type KubeObject, type Model, type Pod, sameNamespace } from '../model.ts';
import type { Report, Rule } from '../rule.ts';

const given =
  /^(statefulset\.kubernetes\.io|apps\.kubernetes\.io|batch\.kubernetes\.io)\/|^(pod-template-hash|rollouts-pod-template-hash|controller-revision-hash|controller-uid|job-name)$/;

/** One label differs, and that by a letter or two; or the workload has the same name and one of the labels' keys. */
function isNear(object: KubeObject, pairs: readonly [string, string][], { labels, object: owner }: Pod): boolean {
  if (owner.name === object.name) return pairs.some(([key]) => labels[key] !== undefined);
  const at = pairs.findIndex(([key, value]) => labels[key] !== value);
  const [key = '', value = ''] = pairs[at] ?? [];
  const theirs = labels[key];
  if (theirs === undefined || value.length <= 3 || !isWithin(value, theirs, 2)) return false;
  return pairs.findIndex(([other, asked], index) => index > at && labels[other] !== asked) < 0;
}

/** Labels that something sets while the Pods run: which of them leads. */
const changing = /role|leader|master|primary|active/i;
/** Kinds of other makers that make no Pods. */
const podless =
  /^(?:(?:Service|Pod)Monitor|PrometheusRule|Certificate|(?:Cluster)?Issuer|VirtualService|DestinationRule)$/;

/** An object of another maker, whose controller may make Pods that are seen nowhere here. */
const mayMakePods = ({ group, kind }: KubeObject) =>
  group.includes('.') && !/(?<!x-)k8s\.io$/.test(group) && !podless.test(kind);

/** What stands in a namespace, or may be applied to it. */
interface Neighbours {
  readonly pods: Pod[];
  /** Keys of their labels. */
  readonly keys: ReadonlySet<string>;
  /** Where they are. */
  readonly files: ReadonlySet<string>;
  /** What may make others, or change these. */
  readonly makers: readonly KubeObject[];
}

/** Gathered once, and not for each of a thousand Services. */
const gathered = new WeakMap<Model, Map<string | undefined, Neighbours>>();

function neighboursOf(object: KubeObject, model: Model): Neighbours {
  const ofModel = gathered.get(model) ?? new Map<string | undefined, Neighbours>();
  gathered.set(model, ofModel);
  const known = ofModel.get(object.namespace);
  if (known !== undefined) return known;
  const pods = model.pods.filter((pod) => sameNamespace(object, pod.object));
  const found = {
    pods,
    keys: new Set(pods.flatMap(({ labels }) => Object.keys(labels))),
    files: new Set(pods.map((pod) => pod.object.file)),
    makers: model.objects.filter((one) => sameNamespace(object, one) && (one.patch || mayMakePods(one))),
  };
  ofModel.set(object.namespace, found);
  return found;
}

/**
 * The Pods among which its own should be: those of its namespace, where one stands in the same file, all are known and nothing here makes
 * others. Undefined where it cannot be said.
 */
function candidates(object: KubeObject, wanted: Readonly<Record<string, string>>, model: Model): Pod[] | undefined {
  const { pods, keys, files, makers } = neighboursOf(object, model);
  if (makers.some((one) => one !== object)) return undefined;
  const entries = Object.entries(wanted);
  /** One that has some of the labels, and no other value of the rest. */
  const mayBecome = ({ labels, object: owner }: Pod) =>
    sameNamespace(object, owner) && entries.every(([key, value]) => labels[key] === undefined || labels[key] === value);
  const some = entries.flatMap(([key, value]) => model.labelled({ [key]: value }));
  // A maker's own label that stands in no template is set by his program.
  const isSet = (key: string) => key.includes('/') && !key.startsWith('app.kubernetes.io/') && !keys.has(key);
  if (entries.some(([key]) => isSet(key)) || some.some(mayBecome)) return undefined;
  return files.has(object.file) ? pods : undefined;
}

function farFrom(
  pods: Pod[] | undefined,
  at: Report['at'],
  wanted: Readonly<Record<string, string>>,
): Report | undefined {
  if (pods === undefined) return undefined;
  const asked = Object.entries(wanted).map(([key, value]) => `${key}: ${value}`);
  const [first] = pods;
  return {
    at,
    message: `The selector asks for ${asked.join(', ')}, and none of the given Pods in its namespace has that: it selects nothing. ${first === undefined ? '' : `${describeObject(first.object)} has ${labelsOf(first)}.`}`,
    fix: 'Write the labels of the intended Pods; if those are in other files, silence this with # probez-disable-next-line L41.',
  };
}

const labelsOf = ({ labels }: Pod) =>
  Object.entries(labels)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ') || 'no labels';

export const selectsNothing: Rule = {
  id: 'L41',
  name: 'selects-nothing',
  severity: 'warning',
  summary: 'A Service or a budget selects none of the given Pods.',
  docs: `
The Service has no endpoints, or the budget protects nothing, and no error is shown. The rule reports a selector that selects none of the
given Pods in its namespace, if one of these Pods is in the same file or nearly matches: a single label differs by a letter or two, or the
workload has the name of the Service.

It does not report a Service without any Pod beside it, a label that Pods may get later (such as one that marks the leader), or a Service
beside a custom resource, whose controller may create the Pods.
`,
  bad: documents(service().replace('app: api', 'app: apis'), pod(`${ports}\n${get('readiness', '/readyz')}`, labelled)),
  good: documents(service(), pod(`${ports}\n${get('readiness', '/readyz')}`, labelled)),

  object(object, { model }) {
    const isService = isKind(object, '', 'Service');
    if (!isService && !isKind(object, 'policy', 'PodDisruptionBudget')) return undefined;
    const at = object.part.at('spec', 'selector');
    const wanted = isService ? serviceLabels(object.part.at('spec')) : at.at('matchLabels').strings;
    if (wanted === undefined || Object.keys(wanted).length === 0) return undefined;
    // Labels that a controller gives its Pods, or that come while they run, stand in no template.
    if (Object.keys(wanted).some((key) => given.test(key) || changing.test(key))) return undefined;
    const mayBe = (one: Pod) => sameNamespace(object, one.object) && !one.partial;
    if (model.labelled(wanted).some(mayBe)) return undefined;
    const pairs = Object.entries(wanted);
    const near = model.pods.find((one) => mayBe(one) && isNear(object, pairs, one));
    if (near === undefined)
      return farFrom(candidates(object, wanted, model), isService ? at : at.at('matchLabels'), wanted);
    const differs = Object.entries(wanted).filter(([key, value]) => near.labels[key] !== value);
    const [key = '', value = ''] = differs[0] ?? [];
    const theirs = near.labels[key];
    return {
      at: isService ? at.at(key) : at.at('matchLabels', key),
      message: `The selector asks for ${key}: ${value}, and none of the given Pods has it: it selects nothing. ${describeObject(near.object)} has ${theirs === undefined ? `no label ${key}` : `${key}: ${theirs}`}.`,
      fix:
        theirs === undefined
          ? `Add the label to the Pod's template, or remove it here.`
          : `${key}: ${theirs}, if that is the intended Pod.`,
    };
  },
};
