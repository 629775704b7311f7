import type { Tell } from './finding.ts';
import { readProbeHandler } from './handler.ts';
import { checkLeast } from './names.ts';
import type { Part } from './part.ts';
import type { Probe, ProbeKind } from './types.ts';

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#probe-v1-core */
export const probeDefaults = {
  initialDelaySeconds: 0,
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
} as const;

/** Reads one probe; undefined without a handler. To the API server 0 means "not given": it becomes the default. */
export function readProbe(part: Part, kind: ProbeKind, tell: Tell): Probe | undefined {
  if (!part.exists) return undefined;
  const handler = readProbeHandler(part, tell);
  const number = (key: keyof typeof probeDefaults) => {
    const at = part.at(key);
    const fallback = probeDefaults[key];
    checkLeast(at, 0, tell);
    if (at.whole === 0 && fallback !== 0) tell('zero-number', at, { key, fallback });
    return at.whole === undefined || at.whole <= 0 ? fallback : at.whole;
  };
  const numbers = {
    initialDelaySeconds: number('initialDelaySeconds'),
    timeoutSeconds: number('timeoutSeconds'),
    periodSeconds: number('periodSeconds'),
    successThreshold: number('successThreshold'),
    failureThreshold: number('failureThreshold'),
  };
  const grace = part.at('terminationGracePeriodSeconds');
  checkLeast(grace, 1, tell);
  if (kind === 'readiness') {
    if (grace.whole !== undefined) tell('readiness-grace', grace, { value: grace.whole });
  } else if (numbers.successThreshold !== 1)
    tell('success-threshold', part.at('successThreshold'), { value: numbers.successThreshold });
  if (handler === undefined) return undefined;
  return {
    handler,
    ...numbers,
    ...(grace.whole === undefined || grace.whole < 1 ? {} : { terminationGracePeriodSeconds: grace.whole }),
  };
}
