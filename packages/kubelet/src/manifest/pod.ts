import { isRestartPolicy, readContainer } from './container.ts';
import type { ErrorList } from './field-error.ts';
import { checkSubdomain } from './names.ts';
import { createReader, type Reader } from './reader.ts';
import { operatingSystems } from './stop-signal.ts';
import type { Pod, RestartPolicy } from './types.ts';

const knownSpec = [
  'activeDeadlineSeconds',
  'affinity',
  'automountServiceAccountToken',
  'containers',
  'dnsConfig',
  'dnsPolicy',
  'enableServiceLinks',
  'ephemeralContainers',
  'hostAliases',
  'hostIPC',
  'hostNetwork',
  'hostPID',
  'hostUsers',
  'hostname',
  'hostnameOverride',
  'imagePullSecrets',
  'initContainers',
  'nodeName',
  'nodeSelector',
  'os',
  'overhead',
  'preemptionPolicy',
  'priority',
  'priorityClassName',
  'readinessGates',
  'resourceClaims',
  'resources',
  'restartPolicy',
  'runtimeClassName',
  'schedulerName',
  'schedulingGates',
  'schedulingGroup',
  'securityContext',
  'serviceAccount',
  'serviceAccountName',
  'setHostnameAsFQDN',
  'shareProcessNamespace',
  'subdomain',
  'terminationGracePeriodSeconds',
  'tolerations',
  'topologySpreadConstraints',
  'volumes',
  'workloadRef',
];

/** Which restart policies the object that owns the Pod allows. */
export interface PodContext {
  /** Name when the metadata has none: a template's Pods are named after their owner. */
  readonly ownerName?: string;
  readonly namespace?: string;
  readonly restartPolicies?: readonly RestartPolicy[];
}

const allPolicies: readonly RestartPolicy[] = ['Always', 'OnFailure', 'Never'];

/** The API server treats a negative grace period as 1 s. */
const graceDefault = 30;

/** `spec.os.name`; undefined without `spec.os`. */
function readOs(errors: ErrorList, spec: Reader): string | undefined {
  if (!spec.has('os')) return undefined;
  const os = createReader(errors, spec.get('os'), spec.at('os'), ['name']);
  const name = os.string('name') ?? '';
  if (name === '') errors.required(os.at('name'), 'cannot be empty');
  else if (!operatingSystems.includes(name)) errors.unsupported(spec.at('os'), name, operatingSystems);
  return name;
}

/** Reads `metadata` and `spec` below a path: a Pod's own, or a template's. */
export function readPod(errors: ErrorList, value: unknown, path: string, context: PodContext = {}): Pod {
  const object = createReader(errors, value, path);
  const metadata = createReader(errors, object.get('metadata'), object.at('metadata'));
  const name = metadata.string('name') ?? '';
  if (context.ownerName === undefined) {
    if (name !== '') checkSubdomain(errors, metadata.at('name'), name);
    else if (!metadata.has('generateName')) errors.required(metadata.at('name'), 'name or generateName is required');
  }
  if (!object.has('spec')) errors.required(object.at('spec'));
  const spec = createReader(errors, object.get('spec'), object.at('spec'), knownSpec);
  const grace = spec.integer('terminationGracePeriodSeconds') ?? graceDefault;
  const graceSeconds = grace < 0 ? 1 : grace;
  const names = new Set<string>();
  const os = readOs(errors, spec);
  const init = spec
    .list('initContainers')
    .map((item, index) =>
      readContainer(errors, item, `${spec.at('initContainers')}[${index}]`, { init: true, graceSeconds, os, names }),
    );
  if (spec.list('containers').length === 0) errors.required(spec.at('containers'));
  const containers = spec
    .list('containers')
    .map((item, index) =>
      readContainer(errors, item, `${spec.at('containers')}[${index}]`, { init: false, graceSeconds, os, names }),
    );
  const allowed = context.restartPolicies ?? allPolicies;
  const policy = spec.string('restartPolicy') ?? '';
  let restartPolicy: RestartPolicy = 'Always';
  if (policy === '' && !allowed.includes('Always'))
    errors.required(spec.at('restartPolicy'), `valid values: ${allowed.map((one) => `"${one}"`).join(', ')}`);
  else if (policy !== '' && !(isRestartPolicy(policy) && allowed.includes(policy)))
    errors.unsupported(spec.at('restartPolicy'), policy, allowed);
  else if (isRestartPolicy(policy)) restartPolicy = policy;
  return {
    name: name === '' ? (context.ownerName ?? metadata.string('generateName') ?? 'pod') : name,
    namespace: metadata.string('namespace') ?? context.namespace ?? 'default',
    labels: metadata.stringMap('labels'),
    annotations: metadata.stringMap('annotations'),
    restartPolicy,
    terminationGracePeriodSeconds: graceSeconds,
    shareProcessNamespace: spec.boolean('shareProcessNamespace') ?? false,
    initContainers: init,
    containers,
  };
}
