import { type FieldError, readPods } from '@probez/kubelet';
import type { KubeObject } from '../model.ts';
import type { Path } from '../source.ts';
import type { Objection } from './values.ts';

/** `spec.containers[0].livenessProbe` as steps; the key of a label or an annotation has dots of its own. */
function steps(path: string): (string | number)[] {
  const [, above = path, name] = /^(.*(?:^|\.)(?:annotations|labels))\.(.+)$/s.exec(path) ?? [];
  const found = [...above.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, word]) =>
    index === undefined ? (word ?? '') : Number(index),
  );
  return name === undefined ? found : [...found, name];
}

/** What a rule of its own tells better. */
const elsewhere: readonly ((error: FieldError) => boolean)[] = [
  ({ message }) => /handler type$/.test(message), // L1
  ({ path, message }) => path.endsWith('successThreshold') && message.endsWith('must be 1'), // L2
  ({ message }) => message.endsWith('must not be set for readinessProbes'), // L3
  ({ path, message }) => path.endsWith('Probe') && message.includes('may not be set for init containers'), // L4
  ({ path }) => path.endsWith('grpc.port'), // L5
  ({ path, message }) => path.endsWith('preStop.sleep') && message.includes('less than termination'), // L16
  // Only the keys that rule L7 knows are judged: a field of a later Kubernetes is no mistake.
  ({ code }) => code === 'unknown-field',
  ({ code }) => code === 'empty-selector' || code === 'selector-mismatch' || code === 'no-move' || code === 'two-moves',
  ({ code, path }) => code === 'deadline-under-ready' || (code === 'required' && path.endsWith('.selector')),
];

const key = (path: Path) => path.join('\0');

/** The same place, a place inside it, or the value right around it. */
function isAbout(error: Path, told: Path): boolean {
  const [a, b] = [key(error), key(told)];
  return a === b || b.startsWith(`${a}\0`) || (a.startsWith(`${b}\0`) && error.length === told.length + 1);
}

/** What the kubelet package's reader refuses beyond what has been said already, in the API server's own words. */
export function* secondOpinion(object: KubeObject, told: readonly Objection[]): Generator<Objection> {
  const [entry] = readPods(object.part.value);
  for (const error of entry?.errors ?? []) {
    const at = object.part.at(...steps(error.path));
    if (elsewhere.some((is) => is(error)) || told.some((one) => isAbout(at.path, one.at.path))) continue;
    yield { at, message: `The API server refuses this: ${error.message}.`, fix: 'Correct the value.' };
  }
}
