import type { ErrorList } from './field-error.ts';
import { readProbeHandler } from './handler.ts';
import { createReader } from './reader.ts';
import type { Probe, ProbeKind } from './types.ts';

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/#probe-v1-core */
export const probeDefaults = {
  initialDelaySeconds: 0,
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
} as const;

const known = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'terminationGracePeriodSeconds', ...Object.keys(probeDefaults)];

/** Reads one probe. To the API server 0 means "not given": it becomes the default. */
export function readProbe(errors: ErrorList, value: unknown, path: string, kind: ProbeKind): Probe | undefined {
  const reader = createReader(errors, value, path, known);
  const handler = readProbeHandler(errors, reader, path);
  const number = (key: keyof typeof probeDefaults) => {
    const given = reader.integer(key) ?? 0;
    if (given < 0) errors.invalid(reader.at(key), given, 'must be greater than or equal to 0');
    return given === 0 ? probeDefaults[key] : given;
  };
  const numbers = {
    initialDelaySeconds: number('initialDelaySeconds'),
    timeoutSeconds: number('timeoutSeconds'),
    periodSeconds: number('periodSeconds'),
    successThreshold: number('successThreshold'),
    failureThreshold: number('failureThreshold'),
  };
  const grace = reader.integer('terminationGracePeriodSeconds');
  const gracePath = reader.at('terminationGracePeriodSeconds');
  if (grace !== undefined && grace <= 0) errors.invalid(gracePath, grace, 'must be greater than 0');
  if (kind === 'readiness') {
    if (grace !== undefined) errors.invalid(gracePath, grace, 'must not be set for readinessProbes');
  } else if (numbers.successThreshold !== 1) {
    errors.invalid(reader.at('successThreshold'), numbers.successThreshold, 'must be 1');
  }
  if (handler === undefined) return undefined;
  return { handler, ...numbers, ...(grace === undefined ? {} : { terminationGracePeriodSeconds: grace }) };
}
