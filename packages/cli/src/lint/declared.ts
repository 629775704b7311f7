import type { Container, Pod } from './pod.ts';

/** Numbers that a manifest cannot show, in seconds: an annotation declares them, the command line, or probez.yaml. */
export const declaredAnnotations = {
  /** How long the app needs until it serves, at worst. */
  startupSeconds: 'probez.dev/startup-seconds',
  /** How long the app goes on serving after SIGTERM before it closes. */
  drainDelaySeconds: 'probez.dev/drain-delay-seconds',
  /** How long the requests in flight may take after that. */
  drainSeconds: 'probez.dev/drain-seconds',
  /** By when a hanging container must have been killed. */
  recoverySeconds: 'probez.dev/recovery-seconds',
} as const;

export const runtimeAnnotation = 'probez.dev/runtime';
export const shellAnnotation = 'probez.dev/shell';
export const disableAnnotation = 'probez.dev/disable';

/** The annotation for one container (`api.probez.dev/startup-seconds`), else the one for all of the Pod's, else what holds for Pods without. */
export function annotation(pod: Pod, name: string, container?: Container): string | undefined {
  const own = container === undefined ? undefined : pod.annotations[`${container.name}.${name}`];
  return own ?? pod.annotations[name] ?? pod.defaults[name];
}

export function declared(key: keyof typeof declaredAnnotations, pod: Pod, container?: Container): number | undefined {
  const name = declaredAnnotations[key];
  return [annotation(pod, name, container), pod.defaults[name]]
    .map((text) => (text === undefined || text.trim() === '' ? Number.NaN : Number(text)))
    .find((value) => Number.isFinite(value) && value >= 0);
}
