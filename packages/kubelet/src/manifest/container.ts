import { checkEnvFrom, readEnv } from './environment.ts';
import type { Tell } from './finding.ts';
import { readHook, textsOf } from './handler.ts';
import { checkChoice, checkName } from './names.ts';
import type { Part } from './part.ts';
import { readPorts } from './ports.ts';
import { readProbe } from './probe.ts';
import { checkResources } from './resources.ts';
import type { Container, ProbeKind, RestartPolicy, RestartRule } from './types.ts';

const policies = ['Always', 'Never', 'OnFailure'] as const;
export const isRestartPolicy = (value: string | undefined): value is RestartPolicy =>
  policies.some((policy) => policy === value);

/** A name that must be there and stand once; the names seen so far are kept in the set. */
function readName(at: Part, names: Set<string>, tell: Tell): string {
  const name = at.text ?? '';
  if (name === '') {
    if (!at.exists || at.text !== undefined) tell('required', at, { detail: '' });
  } else {
    checkName('label', name, at, tell);
    if (names.has(name)) tell('duplicate', at, { value: name });
    names.add(name);
  }
  return name;
}

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go (validateContainerRestartPolicy) */
function readRestartRules(container: Part, tell: Tell): RestartRule[] {
  const rules = container.at('restartPolicyRules');
  const policy = container.at('restartPolicy');
  if (rules.items.length > 0 && !policy.exists)
    tell('required', policy, { detail: 'must specify restartPolicy when restart rules are used' });
  if (rules.items.length > 20) tell('too-many', rules, { count: rules.items.length, most: 20 });
  return rules.items.map((rule): RestartRule => {
    const action = rule.at('action');
    const codes = rule.at('exitCodes');
    const operator = codes.at('operator');
    const actions = ['Restart', 'RestartAllContainers'];
    if (action.exists) checkChoice(action, actions, tell);
    else tell('unsupported', action, { value: '', allowed: actions });
    if (!codes.exists) tell('required', codes, { detail: 'must be specified' });
    else if (operator.exists) checkChoice(operator, ['In', 'NotIn'], tell);
    else tell('unsupported', operator, { value: '', allowed: ['In', 'NotIn'] });
    const values = codes.at('values').items;
    if (values.length > 255) tell('too-many', codes.at('values'), { count: values.length, most: 255 });
    return {
      action: action.text === 'RestartAllContainers' ? 'RestartAllContainers' : 'Restart',
      exitCodes: {
        operator: operator.text === 'NotIn' ? 'NotIn' : 'In',
        values: values.flatMap((value) => value.whole ?? []),
      },
    };
  });
}

const probeKeys = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
const kinds: Readonly<Record<(typeof probeKeys)[number], ProbeKind>> = {
  livenessProbe: 'liveness',
  readinessProbe: 'readiness',
  startupProbe: 'startup',
};

/** Probes and hooks, which a plain init container may not have. */
function readHealth(container: Part, graceSeconds: number, tell: Tell) {
  const lifecycle = container.at('lifecycle');
  const postStart = readHook(lifecycle.at('postStart'), tell, graceSeconds);
  const preStop = readHook(lifecycle.at('preStop'), tell, graceSeconds);
  const signal = lifecycle.at('stopSignal');
  if (signal.text !== undefined) tell('stop-signal', signal, { signal: signal.text });
  const probes = probeKeys.map((key) => [key, readProbe(container.at(key), kinds[key], tell)] as const);
  return {
    ...(postStart === undefined ? {} : { postStart }),
    ...(preStop === undefined ? {} : { preStop }),
    ...(signal.text === undefined ? {} : { stopSignal: signal.text }),
    ...Object.fromEntries(probes.filter(([, probe]) => probe !== undefined)),
  };
}

export interface ContainerContext {
  /** True below `spec.initContainers`. */
  readonly init: boolean;
  /** The Pod's grace period as it is written: the limit of a sleep hook. */
  readonly graceSeconds: number;
  /** Names taken so far, over both lists. */
  readonly names: Set<string>;
}

export function readContainer(container: Part, context: ContainerContext, tell: Tell): Container {
  const name = readName(container.at('name'), context.names, tell);
  const image = container.at('image');
  if (image.text === '' || !image.exists) tell('required', image, { detail: '' });
  else if (image.text !== undefined) checkName('image', image.text, image, tell);
  checkChoice(container.at('imagePullPolicy'), ['', 'Always', 'IfNotPresent', 'Never'], tell);
  checkChoice(container.at('terminationMessagePolicy'), ['', 'FallbackToLogsOnError', 'File'], tell);
  const ports = readPorts(container.at('ports'), tell);
  const env = readEnv(container.at('env'), tell);
  checkEnvFrom(container.at('envFrom'), tell);
  checkResources(container.at('resources'), tell);
  const policy = container.at('restartPolicy');
  checkChoice(policy, policies, tell);
  const rules = readRestartRules(container, tell);
  const plainInit = context.init && policy.text !== 'Always';
  if (plainInit)
    for (const key of ['lifecycle', ...probeKeys])
      if (container.at(key).exists) tell('init-field', container.at(key), { key });
  const workingDir = container.at('workingDir').text;
  return {
    name,
    image: image.text ?? '',
    command: textsOf(container.at('command')),
    args: textsOf(container.at('args')),
    ports,
    env,
    ...(workingDir ? { workingDir } : {}),
    ...(isRestartPolicy(policy.text) ? { restartPolicy: policy.text } : {}),
    ...(rules.length === 0 ? {} : { restartPolicyRules: rules }),
    unmodelled: ['envFrom', 'volumeMounts', 'volumeDevices'].filter((key) => container.at(key).exists),
    ...(plainInit ? {} : readHealth(container, context.graceSeconds, tell)),
  };
}
