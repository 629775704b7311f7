import {
  type ProbeHandler,
  type ProbeKind,
  portNumber,
  probeField,
  type Probe as Spec,
} from '@probez/kubelet/manifest';
import type { Container, Pod, Probe } from './pod.ts';

export type { Probe } from './pod.ts';

const kinds: readonly ProbeKind[] = ['startup', 'liveness', 'readiness'];

/** The port that a probe asks, where it asks one. */
export const portOf = (handler: ProbeHandler, container: Pick<Container, 'ports'>): number | undefined =>
  handler.kind === 'exec' ? undefined : portNumber(handler.port, container);

export const hostOf = (handler: ProbeHandler): string | undefined =>
  handler.kind === 'httpGet' || handler.kind === 'tcpSocket' ? handler.host || undefined : undefined;

const withSlash = (path: string) => (path.startsWith('/') ? path : `/${path}`);

function signatureOf(handler: ProbeHandler, container: Container): string {
  const where = [hostOf(handler) ?? '', 'port' in handler ? (portOf(handler, container) ?? handler.port) : ''];
  if (handler.kind === 'exec') return JSON.stringify([handler.kind, ...handler.command]);
  if (handler.kind === 'grpc') return JSON.stringify([handler.kind, ...where, handler.service]);
  if (handler.kind === 'tcpSocket') return JSON.stringify([handler.kind, ...where]);
  // The order of names does not matter to a server, the order of equal names does; names have no letter case.
  const headers = handler.httpHeaders
    .map(({ name, value }) => [name.toLowerCase(), value] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return JSON.stringify([handler.kind, handler.scheme, ...where, withSlash(handler.path), headers]);
}

export function readProbes(container: Container): Probe[] {
  return kinds.flatMap((kind) => {
    const field = probeField[kind];
    const spec = container[field];
    if (spec === undefined) return [];
    const part = container.part.at(field);
    return {
      ...spec,
      kind,
      container,
      part,
      field,
      action: part.at(spec.handler.kind),
      host: hostOf(spec.handler),
      signature: signatureOf(spec.handler, container),
    };
  });
}

/** `httpGet :8080/livez`, for messages. */
export function describeHandler(handler: ProbeHandler): string {
  if (handler.kind === 'exec') return `exec [${handler.command.join(' ')}]`;
  const path = handler.kind === 'httpGet' ? withSlash(handler.path) : '';
  return `${handler.kind} ${hostOf(handler) ?? ''}:${handler.port}${path}`;
}

/** How far attempts lie apart while each one waits out its timeout: the next begins when one has ended, never beside it. */
const apart = ({ periodSeconds, timeoutSeconds }: Spec) => Math.max(periodSeconds, timeoutSeconds);

/** How long a failure may last before the kubelet acts, at best: it begins just before an attempt, and each fails at once. */
export const detectBest = (p: Spec) => (p.failureThreshold - 1) * p.periodSeconds;
/** At worst: it begins just after an attempt, and each takes its whole timeout. */
export const detectWorst = (p: Spec) => p.periodSeconds + (p.failureThreshold - 1) * apart(p) + p.timeoutSeconds;

/** The start-up time that is never cut short: the first attempt may come right after the delay. */
export const startupBudget = (p: Spec) => p.initialDelaySeconds + detectBest(p);
/** The longest that a container may stay not started. */
export const startupWorst = (p: Spec) => p.initialDelaySeconds + detectWorst(p);

const worst = (p: Spec) =>
  p.timeoutSeconds <= p.periodSeconds
    ? `${p.failureThreshold} x ${p.periodSeconds} s + ${p.timeoutSeconds} s`
    : `${p.periodSeconds} s + ${p.failureThreshold} x ${p.timeoutSeconds} s`;

/** The sums as people read them. */
export const sums = {
  detectBest: (p: Spec) => `(${p.failureThreshold} - 1) x ${p.periodSeconds} s = ${detectBest(p)} s`,
  detectWorst: (p: Spec) => `${worst(p)} = ${detectWorst(p)} s`,
  startupBudget: (p: Spec) =>
    `${p.initialDelaySeconds} s + (${p.failureThreshold} - 1) x ${p.periodSeconds} s = ${startupBudget(p)} s`,
  startupWorst: (p: Spec) => `${p.initialDelaySeconds} s + ${worst(p)} = ${startupWorst(p)} s`,
};

/** The longest start that the startup probes allow: sidecars one after the other, then the main containers side by side. */
export function slowestStart(pod: Pod): { readonly seconds: number; readonly probes: readonly Probe[] } {
  const startups = (role: Container['role']) =>
    pod.all.filter((one) => one.role === role).flatMap(({ startup }) => startup ?? []);
  const [slowest] = startups('main').toSorted((a, b) => startupWorst(b) - startupWorst(a));
  const probes = [...startups('sidecar'), ...(slowest === undefined ? [] : [slowest])];
  return { probes, seconds: probes.reduce((sum, probe) => sum + startupWorst(probe), 0) };
}
