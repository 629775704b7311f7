import type { Container } from './container.ts';
import { type Handler, readHandler } from './handler.ts';
import type { Part } from './part.ts';

export type ProbeKind = 'liveness' | 'readiness' | 'startup';

/** A probe with the API's defaults filled in; all times in seconds. */
export interface Probe {
  readonly kind: ProbeKind;
  readonly container: Container;
  readonly part: Part;
  /** The key in the manifest. */
  readonly field: `${ProbeKind}Probe`;
  readonly period: number;
  readonly failures: number;
  readonly timeout: number;
  readonly delay: number;
  /** The probe's own grace period, if it has one. */
  readonly grace: number | undefined;
  /** Undefined unless there is exactly one. */
  readonly handler: Handler | undefined;
}

export const probeKinds: readonly ProbeKind[] = ['startup', 'liveness', 'readiness'];

/** A number that the API takes, else its default: zero counts as not set, and what is wrong is reported by a rule of its own. */
function given(part: Part, fallback: number): number {
  const value = part.whole;
  return value === undefined || value <= 0 ? fallback : value;
}

export function readProbes(container: Container): Probe[] {
  return probeKinds
    .map((kind): Probe => {
      const part = container.part.at(`${kind}Probe`);
      return {
        kind,
        container,
        part,
        field: `${kind}Probe`,
        period: given(part.at('periodSeconds'), 10),
        failures: given(part.at('failureThreshold'), 3),
        timeout: given(part.at('timeoutSeconds'), 1),
        delay: given(part.at('initialDelaySeconds'), 0),
        grace: part.at('terminationGracePeriodSeconds').whole,
        handler: readHandler(part, container),
      };
    })
    .filter(({ part }) => part.map !== undefined);
}

/**
 * How long a failure may last before the kubelet acts, in seconds: at best it begins just before an attempt, at worst
 * just after one, and the last attempt takes its whole timeout. For timeout <= period.
 */
export const detectBest = ({ failures, period }: Probe) => (failures - 1) * period;
export const detectWorst = ({ failures, period, timeout }: Probe) => failures * period + timeout;

/** The start-up time that is never cut short: the first attempt may come right after the delay. */
export const startupBudget = (probe: Probe) => probe.delay + detectBest(probe);
/** The longest that a container may stay not started. */
export const startupWorst = (probe: Probe) => probe.delay + detectWorst(probe);

/** The sums as people read them. */
export const sums = {
  detectBest: (p: Probe) => `(${p.failures} - 1) x ${p.period} s = ${detectBest(p)} s`,
  detectWorst: (p: Probe) => `${p.failures} x ${p.period} s + ${p.timeout} s = ${detectWorst(p)} s`,
  startupBudget: (p: Probe) => `${p.delay} s + (${p.failures} - 1) x ${p.period} s = ${startupBudget(p)} s`,
  startupWorst: (p: Probe) => `${p.delay} s + ${p.failures} x ${p.period} s + ${p.timeout} s = ${startupWorst(p)} s`,
};
