import type { Container, EnvironmentVariable, Pod } from '../manifest/types.ts';
import { expandReferences } from '../references.ts';

/** Where a Pod runs when it runs on this machine. */
export interface PodAddress {
  readonly podIp: string;
  readonly nodeName: string;
  readonly uid: string;
}

/** A variable that cannot be given a value on this machine. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly code = 'ERR_ENVIRONMENT';
}

function field(path: string, pod: Pod, address: PodAddress): string | undefined {
  const subscript = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (subscript?.[1] !== undefined && subscript[2] !== undefined)
    return (subscript[1] === 'labels' ? pod.labels : pod.annotations)[subscript[2]] ?? '';
  const known: Record<string, string> = {
    'metadata.name': pod.name,
    'metadata.namespace': pod.namespace,
    'metadata.uid': address.uid,
    'spec.nodeName': address.nodeName,
    'spec.serviceAccountName': 'default',
    'status.hostIP': address.podIp,
    'status.hostIPs': address.podIp,
    'status.podIP': address.podIp,
    'status.podIPs': address.podIp,
  };
  return Object.hasOwn(known, path) ? known[path] : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function valueFrom(variable: EnvironmentVariable, pod: Pod, address: PodAddress): string | undefined {
  const source = variable.valueFrom ?? {};
  const { fieldRef } = source;
  if (isObject(fieldRef) && typeof fieldRef.fieldPath === 'string') {
    const found = field(fieldRef.fieldPath, pod, address);
    if (found !== undefined) return found;
    throw new EnvironmentError(`env ${variable.name}: fieldPath "${fieldRef.fieldPath}" is not supported here`);
  }
  const [kind = 'valueFrom'] = Object.keys(source);
  const reference = source[kind];
  if (isObject(reference) && reference.optional === true) return undefined;
  throw new EnvironmentError(
    `env ${variable.name}: ${kind} has no value on this machine: set it with --env ${variable.name}=VALUE`,
  );
}

/** The variables of a container: this machine's own, then the manifest's, then those given on the command line. */
export function containerEnvironment(
  container: Container,
  pod: Pod,
  address: PodAddress,
  inherited: Readonly<Record<string, string | undefined>>,
  overrides: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  const env: Record<string, string | undefined> = { ...inherited, HOSTNAME: pod.name };
  for (const variable of container.env) {
    if (Object.hasOwn(overrides, variable.name)) continue;
    const value = variable.valueFrom === undefined ? variable.value : valueFrom(variable, pod, address);
    if (value !== undefined || variable.valueFrom === undefined)
      env[variable.name] = expandReferences(value ?? '', (name) => env[name]);
  }
  return { ...env, ...overrides };
}
