import { isKind, type Pod, workloadSpec } from '../model.ts';
import type { Report, Rule } from '../rule.ts';
import { isZero } from '../scaled.ts';

function* deadline(pod: Pod): Generator<Report> {
  const spec = workloadSpec(pod);
  const at = spec.at('progressDeadlineSeconds');
  const limit = at.whole ?? 600;
  const ready = spec.at('minReadySeconds').whole ?? 0;
  if (limit > ready) return;
  yield {
    of: pod,
    at: at.exists ? at : spec.at('minReadySeconds'),
    message: `progressDeadlineSeconds ${limit}${at.exists ? '' : ' (the default)'} <= minReadySeconds ${ready}: no Pod could become available in time, and the API server refuses it.`,
    fix: `Set progressDeadlineSeconds above ${ready}, with room for the start-up.`,
  };
}

function* statefulSet(pod: Pod): Generator<Report> {
  const at = workloadSpec(pod).at('updateStrategy', 'rollingUpdate', 'maxUnavailable');
  if (!isZero(at)) return;
  yield {
    of: pod,
    at,
    message:
      'maxUnavailable is 0 in a StatefulSet, which replaces a Pod by stopping it first: the API server refuses it.',
    fix: 'Remove it (1 is the default), or set it to 1 or more.',
  };
}

function* noMove(pod: Pod): Generator<Report> {
  const daemon = pod.object.kind === 'DaemonSet';
  const rolling = workloadSpec(pod).at(daemon ? 'updateStrategy' : 'strategy', 'rollingUpdate');
  const surge = rolling.at('maxSurge');
  const unavailable = rolling.at('maxUnavailable');
  // A DaemonSet's surge is 0 unless it is set; a Deployment's is 25%.
  const noSurge = isZero(surge) || (daemon && !surge.exists);
  if (isZero(unavailable) && noSurge) {
    yield {
      of: pod,
      at: unavailable,
      message: `maxUnavailable is 0 and maxSurge is 0${surge.exists ? '' : ' (the default)'}: no Pod may go and none may come, so the API server refuses it.`,
      fix: 'Set maxSurge: 1 to replace Pods without losing one.',
    };
  }
  if (daemon && surge.exists && !isZero(surge) && unavailable.exists && !isZero(unavailable)) {
    yield {
      of: pod,
      at: surge,
      message: 'A DaemonSet takes either maxSurge or maxUnavailable above 0; the API server refuses both.',
      fix: 'Set one of them to 0.',
    };
  }
}

export const rolloutNumbers: Rule = {
  id: 'L6',
  name: 'rollout-numbers',
  severity: 'error',
  summary: 'progressDeadlineSeconds is not above minReadySeconds, or maxSurge and maxUnavailable are both 0.',
  docs: `
The API server refuses a Deployment whose rollout cannot succeed:

- \`progressDeadlineSeconds\` (600 by default) must be greater than \`minReadySeconds\` (0 by default).
- \`maxSurge\` and \`maxUnavailable\` must not both be 0 or 0%: nothing could ever be replaced. In a DaemonSet, where \`maxSurge\`
  is 0 by default, \`maxUnavailable: 0\` alone does it; and there only one of the two may be above 0. A StatefulSet has no surge, and
  its \`maxUnavailable\` must not be 0 either.
`,
  bad: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  replicas: 3
  minReadySeconds: 60
  progressDeadlineSeconds: 60
  selector: { matchLabels: { app: api } }
  strategy:
    rollingUpdate: { maxSurge: 0, maxUnavailable: 0 }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers: [{ name: api, image: example.com/api:1 }]
`,
  good: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  replicas: 3
  minReadySeconds: 60
  progressDeadlineSeconds: 300
  selector: { matchLabels: { app: api } }
  strategy:
    rollingUpdate: { maxSurge: 1, maxUnavailable: 0 }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers: [{ name: api, image: example.com/api:1 }]
`,
  *check({ model }): Generator<Report> {
    for (const pod of model.pods) {
      if (isKind(pod.object, 'apps', 'Deployment')) yield* deadline(pod);
      if (isKind(pod.object, 'apps', 'Deployment', 'DaemonSet')) yield* noMove(pod);
      if (isKind(pod.object, 'apps', 'StatefulSet')) yield* statefulSet(pod);
    }
  },
};
