import type { Container } from './container.ts';
import type { Pod } from './model.ts';

/** Numbers that a manifest cannot show: they are declared by an annotation, or for all Pods on the command line. Seconds. */
export interface Declared {
  /** How long the app needs until it serves, at worst. */
  readonly startupSeconds?: number | undefined;
  /** How long the app goes on serving after SIGTERM before it closes. */
  readonly drainDelaySeconds?: number | undefined;
  /** How long the requests in flight may take after that. */
  readonly drainSeconds?: number | undefined;
  /** By when a hanging container must have been killed. */
  readonly recoverySeconds?: number | undefined;
}

export const declaredAnnotations = {
  startupSeconds: 'probez.dev/startup-seconds',
  drainDelaySeconds: 'probez.dev/drain-delay-seconds',
  drainSeconds: 'probez.dev/drain-seconds',
  recoverySeconds: 'probez.dev/recovery-seconds',
} as const satisfies Record<keyof Declared, string>;

export const runtimeAnnotation = 'probez.dev/runtime';
export const shellAnnotation = 'probez.dev/shell';
export const disableAnnotation = 'probez.dev/disable';

/** The annotation for one container (`api.probez.dev/startup-seconds`), else the one for all of the Pod's. */
export function annotation(pod: Pod, name: string, container?: Container): string | undefined {
  const own = container === undefined ? undefined : pod.annotations[`${container.name}.${name}`];
  return own ?? pod.annotations[name];
}

export function declared(key: keyof Declared, pod: Pod, flags: Declared, container?: Container): number | undefined {
  const text = annotation(pod, declaredAnnotations[key], container)?.trim();
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : flags[key];
}
