import type { ErrorList } from './field-error.ts';
import { readHook } from './handler.ts';
import { checkLabel, checkPortName } from './names.ts';
import { readProbe } from './probe.ts';
import { createReader, isFields, type Reader } from './reader.ts';
import { checkStopSignal } from './stop-signal.ts';
import type { Container, ContainerPort, EnvironmentVariable, HookHandler, Probe, RestartPolicy } from './types.ts';

const known = [
  'args',
  'command',
  'env',
  'envFrom',
  'image',
  'imagePullPolicy',
  'lifecycle',
  'livenessProbe',
  'name',
  'ports',
  'readinessProbe',
  'resizePolicy',
  'resources',
  'restartPolicy',
  'restartPolicyRules',
  'securityContext',
  'startupProbe',
  'stdin',
  'stdinOnce',
  'terminationMessagePath',
  'terminationMessagePolicy',
  'tty',
  'volumeDevices',
  'volumeMounts',
  'workingDir',
];

function readPorts(errors: ErrorList, reader: Reader): ContainerPort[] {
  const names = new Set<string>();
  return reader.list('ports').map((item, index) => {
    const path = `${reader.at('ports')}[${index}]`;
    const port = createReader(errors, item, path, ['containerPort', 'hostIP', 'hostPort', 'name', 'protocol']);
    const name = port.string('name');
    if (name !== undefined && name !== '') {
      checkPortName(errors, port.at('name'), name);
      if (names.has(name)) errors.duplicate(port.at('name'), name);
      names.add(name);
    }
    const number = port.integer('containerPort') ?? 0;
    if (number === 0) errors.required(port.at('containerPort'));
    else if (number < 1 || number > 65_535)
      errors.invalid(port.at('containerPort'), number, 'must be between 1 and 65535, inclusive');
    const protocol = port.string('protocol') ?? 'TCP';
    if (!['SCTP', 'TCP', 'UDP'].includes(protocol))
      errors.unsupported(port.at('protocol'), protocol, ['SCTP', 'TCP', 'UDP']);
    return { ...(name ? { name } : {}), containerPort: number, protocol };
  });
}

function readEnv(errors: ErrorList, reader: Reader): EnvironmentVariable[] {
  return reader.list('env').map((item, index) => {
    const entry = createReader(errors, item, `${reader.at('env')}[${index}]`, ['name', 'value', 'valueFrom']);
    const name = entry.string('name') ?? '';
    if (name === '') errors.required(entry.at('name'));
    else if (name.includes('='))
      errors.invalid(
        entry.at('name'),
        name,
        "a valid environment variable name must consist only of printable ASCII characters other than '='",
      );
    const value = entry.string('value');
    const valueFrom = entry.get('valueFrom');
    if (value !== undefined && value !== '' && valueFrom !== undefined)
      errors.invalid(entry.at('valueFrom'), '', 'may not be specified when `value` is not empty');
    return {
      name,
      ...(value === undefined ? {} : { value }),
      ...(isFields(valueFrom) ? { valueFrom } : {}),
    };
  });
}

interface Lifecycle {
  readonly postStart?: HookHandler;
  readonly preStop?: HookHandler;
  readonly stopSignal?: string;
}

function readLifecycle(errors: ErrorList, value: unknown, path: string, context: ContainerContext): Lifecycle {
  const reader = createReader(errors, value, path, ['postStart', 'preStop', 'stopSignal']);
  const hook = (key: 'postStart' | 'preStop') =>
    reader.has(key) ? readHook(errors, reader.get(key), reader.at(key), context.graceSeconds) : undefined;
  const postStart = hook('postStart');
  const preStop = hook('preStop');
  const stopSignal = reader.string('stopSignal');
  if (stopSignal !== undefined) checkStopSignal(errors, reader.at('stopSignal'), stopSignal, context.os);
  return {
    ...(postStart === undefined ? {} : { postStart }),
    ...(preStop === undefined ? {} : { preStop }),
    ...(stopSignal === undefined ? {} : { stopSignal }),
  };
}

interface Probes {
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
}

function readProbes(errors: ErrorList, reader: Reader): Probes {
  const probe = (key: keyof Probes, kind: 'liveness' | 'readiness' | 'startup') =>
    reader.has(key) ? readProbe(errors, reader.get(key), reader.at(key), kind) : undefined;
  const livenessProbe = probe('livenessProbe', 'liveness');
  const readinessProbe = probe('readinessProbe', 'readiness');
  const startupProbe = probe('startupProbe', 'startup');
  return {
    ...(livenessProbe === undefined ? {} : { livenessProbe }),
    ...(readinessProbe === undefined ? {} : { readinessProbe }),
    ...(startupProbe === undefined ? {} : { startupProbe }),
  };
}

const policies: readonly string[] = ['Always', 'OnFailure', 'Never'];
export const isRestartPolicy = (value: string): value is RestartPolicy => policies.includes(value);

export interface ContainerContext {
  /** True below `spec.initContainers`. */
  readonly init: boolean;
  /** The Pod's grace period: the limit of a sleep hook. */
  readonly graceSeconds: number;
  /** `spec.os.name`: which signals may stop a container depends on it. Empty when `spec.os` has no name, undefined without `spec.os`. */
  readonly os: string | undefined;
  /** Names taken so far, over both lists. */
  readonly names: Set<string>;
}

export function readContainer(errors: ErrorList, value: unknown, path: string, context: ContainerContext): Container {
  const reader = createReader(errors, value, path, known);
  const name = reader.string('name') ?? '';
  if (name === '') errors.required(reader.at('name'));
  else {
    checkLabel(errors, reader.at('name'), name);
    if (context.names.has(name)) errors.duplicate(reader.at('name'), name);
    context.names.add(name);
  }
  const image = reader.string('image') ?? '';
  if (image === '') errors.required(reader.at('image'));
  else if (image !== image.trim())
    errors.invalid(reader.at('image'), image, 'must not have leading or trailing whitespace');
  const ports = readPorts(errors, reader);
  const env = readEnv(errors, reader);
  const policy = reader.string('restartPolicy');
  if (policy !== undefined && !isRestartPolicy(policy))
    errors.unsupported(reader.at('restartPolicy'), policy, policies);
  const plainInit = context.init && policy !== 'Always';
  if (plainInit) {
    for (const key of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'])
      if (reader.has(key))
        errors.forbidden(reader.at(key), 'may not be set for init containers without restartPolicy=Always');
  }
  const lifecycle =
    !plainInit && reader.has('lifecycle')
      ? readLifecycle(errors, reader.get('lifecycle'), reader.at('lifecycle'), context)
      : {};
  const workingDir = reader.string('workingDir');
  return {
    name,
    image,
    command: reader.strings('command'),
    args: reader.strings('args'),
    ports,
    env,
    ...(workingDir === undefined || workingDir === '' ? {} : { workingDir }),
    ...(policy !== undefined && isRestartPolicy(policy) ? { restartPolicy: policy } : {}),
    unmodelled: ['envFrom', 'volumeMounts', 'volumeDevices', 'restartPolicyRules'].filter((key) => reader.has(key)),
    ...lifecycle,
    ...(plainInit ? {} : readProbes(errors, reader)),
  };
}
