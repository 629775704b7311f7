import { conform } from './conform.ts';
import { type Finding, gather, type Tell } from './finding.ts';
import { checkName } from './names.ts';
import type { Part } from './part.ts';
import { checkMetadata, readPod } from './pod.ts';
import type { Pod, RestartPolicy } from './types.ts';
import { checkWorkload } from './workload.ts';

/** A Pod inside an object: the Pod itself, or what a template says of it. */
export interface CarriedPod {
  /** The map that has the Pod's `metadata` and `spec`. */
  readonly part: Part;
  readonly pod: Pod;
}

/** Any Kubernetes object of a manifest, as far as it could be read. */
export interface ManifestObject {
  readonly part: Part;
  readonly kind: string;
  /** The API group without its version; empty for the core group. */
  readonly group: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly pods: readonly CarriedPod[];
  /** Of another maker: what its Pods look like is guessed, and what they need is unknown. */
  readonly foreign: boolean;
  readonly findings: readonly Finding[];
}

/** A kind that Kubernetes itself has and that the reader knows. */
interface Kind {
  readonly version: string;
  /** Type of its spec. */
  readonly spec?: string;
  /** Where the Pod is. */
  readonly pod?: readonly string[];
  readonly restartPolicies?: readonly RestartPolicy[];
}

const template = ['spec', 'template'];
const any: readonly RestartPolicy[] = ['Always', 'OnFailure', 'Never'];
const always = { pod: template, restartPolicies: ['Always'] } as const;
const once: readonly RestartPolicy[] = ['OnFailure', 'Never'];

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['Pod', { version: 'v1', spec: 'PodSpec', pod: [], restartPolicies: any }],
  ['PodTemplate', { version: 'v1', pod: ['template'], restartPolicies: any }],
  ['ReplicationController', { version: 'v1', spec: 'ReplicationControllerSpec', ...always }],
  ['Deployment', { version: 'apps/v1', spec: 'DeploymentSpec', ...always }],
  ['StatefulSet', { version: 'apps/v1', spec: 'StatefulSetSpec', ...always }],
  ['DaemonSet', { version: 'apps/v1', spec: 'DaemonSetSpec', ...always }],
  ['ReplicaSet', { version: 'apps/v1', spec: 'ReplicaSetSpec', ...always }],
  ['Job', { version: 'batch/v1', spec: 'JobSpec', pod: template, restartPolicies: once }],
  [
    'CronJob',
    { version: 'batch/v1', spec: 'CronJobSpec', pod: ['spec', 'jobTemplate', ...template], restartPolicies: once },
  ],
  ['PodDisruptionBudget', { version: 'policy/v1', spec: 'PodDisruptionBudgetSpec' }],
]);
/** Groups that have had one of these kinds; a Job of any other group is somebody else's. */
const groups: ReadonlySet<string> = new Set(['', 'apps', 'batch', 'extensions', 'policy']);

const groupOf = (version: string) => (version.includes('/') ? version.slice(0, version.indexOf('/')) : '');

/** More objects than this in one list is an attack, not a manifest. */
const mostObjects = 100_000;

/** Opens lists (`kubectl get -o yaml` gives one), also lists of lists, as far as they stay sane. */
export function* expandLists(part: Part, budget = { left: mostObjects }, depth = 0): Generator<Part> {
  const isList = part.at('kind').text?.endsWith('List') === true && Array.isArray(part.at('items').value);
  if (!isList || depth > 4) {
    if (budget.left-- > 0) yield part;
    return;
  }
  for (const item of part.at('items').items) {
    if (budget.left <= 0) return;
    yield* expandLists(item, budget, depth + 1);
  }
}

/** Pod templates of kinds that nobody has told us of: any map called a template that has a spec with containers. */
function* foreignTemplates(part: Part, depth = 0): Generator<Part> {
  if (depth > 8) return;
  const key = part.path.at(-1);
  if (typeof key === 'string' && /template$/i.test(key) && Array.isArray(part.at('spec', 'containers').value)) {
    yield part;
    return;
  }
  for (const inner of [...part.items, ...part.keys.map((name) => part.at(name))])
    yield* foreignTemplates(inner, depth + 1);
}

const topLevel = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

function checkHead(part: Part, kind: string, tell: Tell): void {
  const metadata = part.at('metadata');
  conform(metadata, 'ObjectMeta', tell);
  const name = metadata.at('name');
  if (!name.exists || name.text === '') {
    if (!metadata.at('generateName').text) tell('required', name, { detail: 'name or generateName is required' });
  } else if (name.text !== undefined) {
    checkName(kind === 'StatefulSet' ? 'label' : 'subdomain', name.text, name, tell);
    if (kind === 'CronJob' && name.text.length > 52)
      tell('bad-name', name, { value: name.text, kind: 'subdomain', problem: 'must be no more than 52 characters' });
  }
  if (metadata.at('namespace').text)
    checkName('label', metadata.at('namespace').text ?? '', metadata.at('namespace'), tell);
  checkMetadata(metadata, tell);
}

/** Reads one object; undefined when it is none, for it has no kind. */
export function readObject(part: Part): ManifestObject | undefined {
  const written = part.at('kind').text;
  if (written === undefined) return undefined;
  const metadata = part.at('metadata');
  const given = part.at('apiVersion').text;
  const ours = given === undefined || groups.has(groupOf(given));
  const meant = ours ? [...kinds.keys()].find((one) => one.toLowerCase() === written.toLowerCase()) : undefined;
  const known = kinds.get(meant ?? '');
  const kind = meant ?? written;
  const head = {
    part,
    kind,
    group: groupOf(known?.version ?? given ?? ''),
    name: metadata.at('name').text || metadata.at('generateName').text || '',
    namespace: metadata.at('namespace').text,
  };
  const { findings, tell } = gather(part);
  const live = metadata.at('uid').exists;
  const claims = part
    .at('spec', 'volumeClaimTemplates')
    .items.flatMap((claim) => claim.at('metadata', 'name').text ?? []);
  const context = { owner: head, live, claims };
  if (known === undefined) {
    if (kind === 'CustomResourceDefinition') return { ...head, pods: [], foreign: true, findings };
    const pods = [...foreignTemplates(part)].map((inner) => {
      conform(inner, 'PodTemplateSpec', tell);
      return { part: inner, pod: readPod(inner, { ...context, restartPolicies: any }, tell) };
    });
    return { ...head, pods, foreign: true, findings };
  }
  if (given === undefined) tell('required', part.at('apiVersion'), { detail: `such as ${known.version}` });
  else if (given !== known.version)
    tell('unsupported', part.at('apiVersion'), { value: given, allowed: [known.version] });
  if (kind !== written) tell('unsupported', part.at('kind'), { value: written, allowed: [kind] });
  for (const key of Object.keys(part.map ?? {}))
    if (!topLevel.includes(key) && key !== known.pod?.[0])
      tell('unknown-field', part.at(key), { key, known: topLevel });
  checkHead(part, kind, tell);
  if (known.spec !== undefined) conform(part.at('spec'), known.spec, tell);
  else conform(part.at('template'), 'PodTemplateSpec', tell);
  // Of another version it is not known what it has to have.
  if (given === undefined || given === known.version) checkWorkload(kind, part.at('spec'), live, tell);
  if (known.pod === undefined) return { ...head, pods: [], foreign: false, findings };
  const inner = part.at(...known.pod);
  const { owner, ...alone } = context;
  const pod = readPod(
    inner,
    {
      ...(kind === 'Pod' ? alone : { ...alone, owner: { ...owner, name: owner.name || 'pod' } }),
      restartPolicies: known.restartPolicies ?? any,
    },
    tell,
  );
  return { ...head, pods: [{ part: inner, pod }], foreign: false, findings };
}
