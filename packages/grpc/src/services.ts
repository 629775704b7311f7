import type { GroupOptions, ProbeName, ProbeSelection } from '@probez/core';
import { knownKeys, object, oneOf, quote, refuse } from '@probez/core/internal';

/** Options of `grpcHealth`. */
export interface GrpcHealthOptions {
  /**
   * More services by name, each one of the probes or chosen checks: `{ 'shop.Cart': 'readiness', search: { checks: ['search'] } }`.
   *
   * Always there: `liveness`, `readiness` and `startup`, and for readiness also `''`, the name that a kubelet and most clients ask for.
   * @default {}
   */
  readonly services?: Readonly<Record<string, ProbeName | GroupOptions>> | undefined;
}

const PROBES: readonly ProbeName[] = ['liveness', 'readiness', 'startup'];

/** Which verdict answers for which service. */
export function servicesOf(options: GrpcHealthOptions): ReadonlyMap<string, ProbeSelection> {
  knownKeys('grpcHealth', options, ['services']);
  const { services = {} } = options;
  object('services', services, 'an object of probes or groups by service name');
  return new Map<string, ProbeSelection>([
    ['', 'readiness'],
    ...PROBES.map((probe) => [probe, probe] as const),
    ...Object.entries(services).map(([name, chosen]) => [name, selectionOf(name, chosen)] as const),
  ]);
}

function selectionOf(name: string, chosen: ProbeName | GroupOptions): ProbeSelection {
  const where = `service ${quote(name)}`;
  if (typeof chosen === 'string') return oneOf(where, chosen, PROBES);
  object(where, chosen, 'a probe, or a group: { checks, rules }');
  knownKeys(where, chosen, ['checks', 'rules']);
  const { checks, rules = 'readiness' } = chosen;
  if (
    !Array.isArray(checks) ||
    checks.length === 0 ||
    !checks.every((check) => typeof check === 'string' && check !== '')
  )
    refuse(`checks of ${where}`, checks, 'a list of check names');
  return { checks: [...checks], rules: oneOf(`rules of ${where}`, rules, PROBES) };
}
