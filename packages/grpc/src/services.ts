import { type GroupOptions, type ProbeName, ProbezError, type Selection } from '@probez/core';

/** Options of `grpcHealth`. */
export interface GrpcHealthOptions {
  /**
   * More services by name: one of the probes, or chosen checks. A client that checks the health of `shop.Cart` before it sends
   * asks for that name: `{ 'shop.Cart': 'readiness', search: { checks: ['search'] } }`.
   *
   * There already: `''`, which is what a kubelet and most clients ask for, and `readiness` for readiness; `liveness`; `startup`.
   * @default {}
   */
  readonly services?: Readonly<Record<string, ProbeName | GroupOptions>> | undefined;
}

const PROBES: readonly ProbeName[] = ['liveness', 'readiness', 'startup'];

/** Which verdict answers for which service. */
export function servicesOf(options: GrpcHealthOptions): ReadonlyMap<string, Selection> {
  if (typeof options !== 'object' || options === null) bad('options of grpcHealth', options, 'an object');
  const unknown = Object.keys(options).find((key) => key !== 'services');
  if (unknown !== undefined) bad('an option of grpcHealth', unknown, 'services');
  const { services = {} } = options;
  if (typeof services !== 'object' || services === null || Array.isArray(services))
    bad('services', services, 'an object of probes or groups by service name');
  return new Map<string, Selection>([
    ['', 'readiness'],
    ...PROBES.map((probe) => [probe, probe] as const),
    ...Object.entries(services).map(([name, chosen]) => [name, selectionOf(name, chosen)] as const),
  ]);
}

function selectionOf(name: string, chosen: ProbeName | GroupOptions): Selection {
  const probe = PROBES.find((each) => each === chosen);
  if (probe !== undefined) return probe;
  const where = `service ${JSON.stringify(name)}`;
  if (typeof chosen !== 'object' || chosen === null)
    return bad(where, chosen, '"liveness", "readiness", "startup" or { checks, rules }');
  const { checks, rules = 'readiness' } = chosen;
  if (
    !Array.isArray(checks) ||
    checks.length === 0 ||
    !checks.every((check) => typeof check === 'string' && check !== '')
  )
    bad(`checks of ${where}`, checks, 'a list of check names');
  if (!PROBES.includes(rules)) bad(`rules of ${where}`, rules, '"liveness", "readiness" or "startup"');
  return { checks: [...checks], rules };
}

function bad(where: string, value: unknown, allowed: string): never {
  const shown =
    typeof value === 'string'
      ? JSON.stringify(value.slice(0, 100))
      : Array.isArray(value)
        ? `a list of ${value.length}`
        : value === null
          ? 'null'
          : `a ${typeof value}`;
  throw new ProbezError('INVALID_OPTION', `${where} is ${shown}; allowed: ${allowed}`);
}
