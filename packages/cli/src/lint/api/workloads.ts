import { isKind, type KubeObject, type Pod, templatePath, workloadSpec } from '../model.ts';
import { amount, map, type Objection, oneOf, stringMap, whole } from './values.ts';

/** Of any object that should carry a Pod: that it does. */
export function* shape(object: KubeObject): Generator<Objection> {
  const path = templatePath(object);
  if (path === undefined) return;
  const version = object.part.at('apiVersion');
  if (version.text === undefined) {
    yield {
      at: version,
      message: 'apiVersion is missing; the API server requires it.',
      fix: 'Add apiVersion:, such as apps/v1.',
    };
  }
  const spec = object.part.at(...path, 'spec');
  if ((yield* map(spec)) || spec.exists) return;
  const where = [...path, 'spec'].join('.');
  yield { at: spec, message: `${object.kind} has no ${where}; the API server requires it.`, fix: `Add ${where}:.` };
}

export function* workloads(pod: Pod): Generator<Objection> {
  const { object } = pod;
  if (pod.metadata.path.length > 1) yield* stringMap(object.part.at('metadata', 'annotations'));
  if (!isKind(object, 'apps', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet')) return;
  const spec = workloadSpec(pod);
  yield* whole(spec.at('replicas'), { min: 0 });
  yield* whole(spec.at('minReadySeconds'), { min: 0 });
  if (object.kind === 'ReplicaSet') return;
  if (object.kind === 'Deployment') yield* whole(spec.at('progressDeadlineSeconds'), { min: 1 });
  const strategy = spec.at(object.kind === 'Deployment' ? 'strategy' : 'updateStrategy');
  if (!(yield* map(strategy))) return;
  const type = strategy.at('type');
  yield* oneOf(type, ['RollingUpdate', object.kind === 'Deployment' ? 'Recreate' : 'OnDelete']);
  const rolling = strategy.at('rollingUpdate');
  if (!(yield* map(rolling))) return;
  yield* amount(rolling.at('maxSurge'));
  yield* amount(rolling.at('maxUnavailable'));
  if (type.text !== undefined && type.text === 'Recreate') {
    yield {
      at: rolling,
      message: 'rollingUpdate beside type Recreate; the API server refuses that.',
      fix: 'Remove rollingUpdate.',
    };
  }
}

export function* budgets(object: KubeObject): Generator<Objection> {
  if (!isKind(object, 'policy', 'PodDisruptionBudget')) return;
  const spec = object.part.at('spec');
  yield* amount(spec.at('minAvailable'));
  yield* amount(spec.at('maxUnavailable'));
  if (spec.at('minAvailable').exists && spec.at('maxUnavailable').exists) {
    yield {
      at: spec.at('minAvailable'),
      message: 'minAvailable and maxUnavailable together; the API server takes one.',
      fix: 'Remove minAvailable.',
    };
  }
}
