import { isRestartPolicy, readContainer } from './container.ts';
import type { Tell } from './finding.ts';
import { checkChoice, checkLeast, checkName } from './names.ts';
import type { Part } from './part.ts';
import { checkHostPorts } from './ports.ts';
import type { Pod, RestartPolicy } from './types.ts';
import { checkVolumes } from './volumes.ts';

/** What the object that owns the Pod says of it; nothing for a Pod of its own. */
export interface PodContext {
  /** A template's Pods are named after their owner. */
  readonly owner?: { readonly kind: string; readonly name: string; readonly namespace: string | undefined };
  readonly restartPolicies: readonly RestartPolicy[];
  /** Names of volumes that the owner adds. */
  readonly claims: readonly string[];
  /** Read back from a cluster, which adds what nobody may write. */
  readonly live: boolean;
}

const graceDefault = 30;

/** Labels and annotations. */
export function checkMetadata(metadata: Part, tell: Tell): void {
  for (const [key, value] of Object.entries(metadata.at('labels').strings)) {
    checkName('qualified name', key, metadata.at('labels'), tell);
    checkName('label value', value, metadata.at('labels', key), tell);
  }
  for (const key of metadata.at('annotations').keys)
    checkName('qualified name', key.toLowerCase(), metadata.at('annotations'), tell);
}

function checkSpec(spec: Part, { owner, live }: PodContext, tell: Tell): void {
  const deadline = spec.at('activeDeadlineSeconds');
  checkLeast(deadline, 1, tell, 2_147_483_647);
  const keepsRunning = owner !== undefined && !['Job', 'CronJob', 'PodTemplate'].includes(owner.kind);
  if (keepsRunning && deadline.exists)
    tell('forbidden', deadline, {
      // A Deployment's template is judged as that of its ReplicaSet.
      detail: `activeDeadlineSeconds in ${owner.kind === 'Deployment' ? 'ReplicaSet' : owner.kind} is not Supported`,
    });
  const ephemeral = spec.at('ephemeralContainers');
  if (ephemeral.items.length > 0 && !live)
    tell('forbidden', ephemeral, {
      detail: owner === undefined ? 'cannot be set on create' : 'ephemeral containers not allowed in pod template',
    });
  for (const gate of spec.at('readinessGates').items) {
    const at = gate.at('conditionType');
    checkName('qualified name', at.text ?? '', at, tell);
  }
  const os = spec.at('os', 'name');
  if (spec.at('os').map !== undefined) {
    if (os.text) checkChoice(os, ['linux', 'windows'], tell);
    else tell('required', os, { detail: 'cannot be empty' });
  }
  for (const key of ['hostname', 'subdomain']) {
    const at = spec.at(key);
    if (at.text) checkName('label', at.text, at, tell);
  }
  checkChoice(spec.at('dnsPolicy'), ['', 'ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'], tell);
  if (spec.at('dnsPolicy').text === 'None' && !spec.at('dnsConfig').exists)
    tell('required', spec.at('dnsConfig'), { detail: 'must provide `dnsConfig` when `dnsPolicy` is None' });
  const account = spec.at('serviceAccountName');
  if (account.text) checkName('subdomain', account.text, account, tell);
  checkChoice(spec.at('preemptionPolicy'), ['', 'Never', 'PreemptLowerPriority'], tell);
  if (spec.at('shareProcessNamespace').value === true && spec.at('hostPID').value === true)
    tell('forbidden', spec.at('shareProcessNamespace'), {
      detail: 'ShareProcessNamespace and HostPID cannot both be enabled',
    });
}

function readRestartPolicy(at: Part, allowed: readonly RestartPolicy[], tell: Tell): RestartPolicy {
  const policy = at.text ?? '';
  // "Always" is what an absent one becomes, so a Job is told that one is missing whichever way.
  if (!allowed.includes('Always') && (policy === '' || policy === 'Always'))
    tell('required', at, { detail: `valid values: ${allowed.map((one) => `"${one}"`).join(', ')}` });
  else if (policy !== '') checkChoice(at, allowed, tell);
  return isRestartPolicy(policy) ? policy : 'Always';
}

/** Reads `metadata` and `spec` of a Pod, or of a template. */
export function readPod(object: Part, context: PodContext, tell: Tell): Pod {
  const { owner } = context;
  const metadata = object.at('metadata');
  if (owner !== undefined) checkMetadata(metadata, tell);
  const spec = object.at('spec');
  if (!spec.exists) tell('required', spec, { detail: '' });
  checkSpec(spec, context, tell);
  checkHostPorts(spec, owner !== undefined, tell);
  checkVolumes(spec, context.claims, tell);
  const grace = spec.at('terminationGracePeriodSeconds');
  if (grace.whole !== undefined && grace.whole < 0) tell('negative-grace', grace, { value: grace.whole });
  const graceSeconds = grace.whole ?? graceDefault;
  const names = new Set<string>();
  const read = (key: 'initContainers' | 'containers') =>
    spec
      .at(key)
      .items.map((item) => readContainer(item, { init: key === 'initContainers', graceSeconds, names }, tell));
  const containers = read('containers');
  const initContainers = read('initContainers');
  const list = spec.at('containers');
  if (spec.map !== undefined && containers.length === 0 && (!list.exists || Array.isArray(list.value)))
    tell('required', list, { detail: '' });
  const deadline = spec.at('activeDeadlineSeconds').whole;
  const gates = spec.at('readinessGates').items.flatMap((gate) => gate.at('conditionType').text ?? []);
  return {
    name: owner?.name ?? (metadata.at('name').text || metadata.at('generateName').text || 'pod'),
    namespace: metadata.at('namespace').text ?? owner?.namespace ?? 'default',
    labels: metadata.at('labels').strings,
    annotations: metadata.at('annotations').strings,
    restartPolicy: readRestartPolicy(spec.at('restartPolicy'), context.restartPolicies, tell),
    terminationGracePeriodSeconds: graceSeconds < 0 ? 1 : graceSeconds,
    ...(deadline === undefined || deadline < 1 ? {} : { activeDeadlineSeconds: deadline }),
    ...(gates.length === 0 ? {} : { readinessGates: gates }),
    shareProcessNamespace: spec.at('shareProcessNamespace').value === true,
    hostNetwork: spec.at('hostNetwork').value === true,
    initContainers,
    containers,
  };
}
