import {
  type Code,
  describeFinding,
  type FindingValues,
  fieldsOf,
  isRefusal,
  type Part,
  type Finding as Told,
} from '@probez/kubelet/manifest';
import { nearest } from '../nearest.ts';
import type { KubeObject, Pod } from './model.ts';
import type { Owned, Owner, Report } from './rule.ts';
import { plain } from './text.ts';

/** The rules that tell what the manifest reader has found: a code belongs to one of them. */
const rules: Readonly<Partial<Record<Code, string>>> = {
  'no-handler': 'L1',
  'many-handlers': 'L1',
  'success-threshold': 'L2',
  'readiness-grace': 'L3',
  'init-field': 'L4',
  'deadline-under-ready': 'L6',
  'no-move': 'L6',
  'two-moves': 'L6',
  'unknown-field': 'L7',
  'sleep-over-grace': 'L16',
  'stop-signal': 'L44',
  'zero-number': 'L45',
  'negative-grace': 'L45',
  'hook-tcp': 'L45',
};

const isGrpcPort = ({ code, path }: Told) => code === 'wrong-type' && path.at(-2) === 'grpc' && path.at(-1) === 'port';

/**
 * The object is taken, and no Pod of it: a StatefulSet's template is not validated, and in any template blanks around an image's name are let
 * pass.
 */
const takenFirst = (object: KubeObject, told: Told) =>
  (object.kind !== 'Pod' && told.code === 'bad-name' && told.values.kind === 'image') ||
  (object.kind === 'StatefulSet' &&
    told.path[1] === 'template' &&
    told.path[2] === 'spec' &&
    told.code !== 'wrong-type' &&
    told.code !== 'unknown-field' &&
    told.path[3] !== 'restartPolicy' &&
    told.path[3] !== 'activeDeadlineSeconds');

function ruleOf(object: KubeObject, told: Told): string {
  if (isGrpcPort(told)) return 'L5';
  return rules[told.code] ?? (takenFirst(object, told) ? 'L46' : 'L38');
}

const homes: readonly (readonly [type: string, where: string])[] = [
  ['Probe', 'inside a probe'],
  ['LifecycleHandler', 'inside a hook'],
  ['Lifecycle', 'inside lifecycle'],
  ['Container', 'in a container, under spec.containers[]'],
  ['PodSpec', "in the Pod's spec, beside containers"],
  ['DeploymentSpec', "in the workload's spec, beside template"],
];

function fixKey({ key, known }: FindingValues['unknown-field']): string {
  const other = { strategy: 'updateStrategy', updateStrategy: 'strategy' }[key];
  if (other !== undefined && known.includes(other)) return `It belongs here as ${other}.`;
  const places = homes.flatMap(([type, where]) =>
    key !== 'name' && fieldsOf(type).includes(key) && fieldsOf(type).join() !== known.join() ? [where] : [],
  );
  if (places.length > 0) return `It belongs ${places.join(', or ')}.`;
  const meant = nearest(key, known);
  return meant === undefined ? `The keys are ${known.join(', ')}.` : `Did you mean ${meant}?`;
}

function fixType({ value, wanted }: FindingValues['wrong-type'], key: string): string {
  if (wanted === 'an int32' || wanted === 'an int64')
    return typeof value === 'string' && /^-?\d+$/.test(value.trim())
      ? `Remove the quotes: ${key}: ${value.trim()}.`
      : 'Write a whole number.';
  if (wanted === 'a string') return typeof value === 'object' ? 'Write a string.' : `Quote it: "${plain(value)}".`;
  if (wanted === 'a list') {
    const words = typeof value === 'string' ? value.trim().split(/\s+/).join(', ') : '...';
    return `Write a list: ${key}: [${words}].`;
  }
  return wanted === 'an object' ? 'Write keys and values below it.' : `Write ${wanted}.`;
}

const choose = (value: unknown, allowed: readonly string[]) => {
  const meant = typeof value === 'string' && value !== '' ? nearest(value, allowed) : undefined;
  return meant === undefined ? `Write ${allowed.filter((one) => one !== '').join(' or ')}.` : `Did you mean ${meant}?`;
};

/** What to write instead. */
function fixOf(told: Told): string {
  const key = String(told.path.at(-1) ?? '');
  switch (told.code) {
    case 'unknown-field':
      return fixKey(told.values);
    case 'wrong-type':
      return fixType(told.values, key);
    case 'required':
      return `Add ${key}:.`;
    case 'unsupported':
      return choose(told.values.value, told.values.allowed);
    case 'out-of-range':
      return `Write a number from ${told.values.min}${told.values.max === undefined ? ' on' : ` to ${told.values.max}`}.`;
    case 'bad-name':
      return told.values.kind === 'port' && /^\d+$/.test(told.values.value)
        ? `For a number remove the quotes: ${told.values.value}.`
        : 'Write another name.';
    case 'duplicate':
      return 'Rename one.';
    case 'no-handler':
      return `Add one handler (${told.values.allowed.join(', ')}), or remove it.`;
    case 'many-handlers':
      return `Keep one: ${told.values.found.join(' or ')}.`;
    case 'success-threshold':
      return 'Remove successThreshold: 1 is the default.';
    case 'readiness-grace':
      return 'Remove it, or move it to the livenessProbe: a readiness probe never kills a container.';
    case 'init-field':
      return 'Add restartPolicy: Always if it is a sidecar; otherwise remove it.';
    case 'sleep-over-grace':
      return `terminationGracePeriodSeconds above ${told.values.seconds} plus the seconds that the app needs to drain; or a shorter hook.`;
    case 'deadline-under-ready':
      return `Set progressDeadlineSeconds above ${told.values.ready}, with room for the start-up.`;
    case 'no-move':
      return 'Set maxSurge: 1 to replace Pods without losing one, or maxUnavailable: 1 where there is no surge.';
    case 'two-moves':
      return 'A DaemonSet takes one of the two: set maxUnavailable: 0 beside maxSurge.';
    case 'empty-selector':
    case 'selector-mismatch':
      return 'Make spec.selector match the labels of the template.';
    case 'zero-number':
      return `Write the number you want, ${told.values.fallback} for the default.`;
    case 'negative-grace':
      return 'Write the seconds that the app needs to drain.';
    case 'hook-tcp':
      return 'Use exec, httpGet or sleep.';
    case 'stop-signal':
      return 'Handle SIGTERM in the app, or set the signal in the image (STOPSIGNAL).';
    default:
      return 'Correct the value, or remove it.';
  }
}

function messageOf(object: KubeObject, told: Told): string {
  const words = describeFinding(told);
  if (told.code === 'unknown-field') {
    const inside = told.path.slice(0, -1).findLast((step) => typeof step === 'string');
    const item = typeof told.path.at(-2) === 'number' ? 'an item of ' : '';
    return `There is no key "${told.values.key}"${inside === undefined ? '' : ` in ${item}${inside}`}: strict validation, the default of kubectl, refuses it; without strict validation the key is dropped and has no effect.`;
  }
  if (!isRefusal(told)) return `${words}.`;
  if (takenFirst(object, told))
    return `A cluster accepts this ${object.kind}, but can never create a Pod from it: ${words}.`;
  return `The API server refuses this: ${words}.`;
}

/** The innermost thing that a place belongs to. */
function ownerAt(object: KubeObject, at: Part, pods: readonly Pod[]): Owner {
  const inside = ({ path }: Part) => path.every((step, index) => at.path[index] === step);
  const container = pods.flatMap(({ all }) => all).find(({ part }) => inside(part));
  return container ?? pods.find(({ spec }) => inside(spec)) ?? object;
}

const inHealth = ({ path }: Told) => path.some((step) => typeof step === 'string' && /Probe$|^lifecycle$/.test(step));

/** Of what is only a part, nothing is said that is not there, and no key is strange but in a probe or a hook. */
const mayTell = (object: KubeObject, told: Told, at: Part) =>
  !(object.foreign || object.patch) || (at.exists && inHealth(told) && told.code !== 'no-handler');

/** What the manifest reader has found in an object, as far as it is one rule's to tell. */
export function* tellOf(rule: string, object: KubeObject, pods: readonly Pod[]): Generator<Owned> {
  const seen = new Set<string>();
  for (const told of object.findings) {
    const at = object.part.at(...told.path);
    // One name may be wrong in three ways: once is enough.
    const key = `${told.code} ${told.path.join('\0')}`;
    if (ruleOf(object, told) !== rule || seen.has(key) || !mayTell(object, told, at)) continue;
    seen.add(key);
    const report: Report = { at, message: messageOf(object, told), fix: fixOf(told) };
    yield [told.code === 'hook-tcp' ? { ...report, severity: 'error' } : report, ownerAt(object, at, pods)];
  }
}
