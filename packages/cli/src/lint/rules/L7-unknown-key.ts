import { nearest } from '../../nearest.ts';
import type { Container } from '../container.ts';
import { handlerKeys, hookKeys, knownContainerKeys, ourContainerKeys, probeKeys, strategies } from '../keys.ts';
import { isKind, type Pod, workloadSpec } from '../model.ts';
import type { Part } from '../part.ts';
import type { Report, Rule } from '../rule.ts';
import { containersOf, hooksOf } from '../walk.ts';

type Of = Container | Pod;

function* strange(of: Of, part: Part, known: readonly string[], where: string): Generator<Report> {
  for (const key of Object.keys(part.map ?? {})) {
    if (known.includes(key)) continue;
    const meant = nearest(key, known);
    yield {
      of,
      at: part.at(key),
      message: `${where} has no key "${key}": the API server drops it (or refuses it, with strict validation), so the default holds.`,
      fix: meant === undefined ? `The keys are ${known.join(', ')}.` : `Did you mean ${meant}?`,
    };
  }
}

function* handlers(of: Of, part: Part, where: string): Generator<Report> {
  for (const [type, known] of Object.entries(handlerKeys)) {
    yield* strange(of, part.at(type), known, `${where}.${type}`);
    for (const header of part.at(type, 'httpHeaders').items)
      yield* strange(of, header, ['name', 'value'], `${where}.${type}.httpHeaders`);
  }
}

/** Keys that belong elsewhere, or nearly say one of ours. Other unknown keys are not this tool's business. */
function* misplaced(
  of: Of,
  part: Part,
  known: readonly string[],
  ours: readonly string[],
  homes: Record<string, string>,
) {
  for (const key of Object.keys(part.map ?? {})) {
    if (known.includes(key) || ours.includes(key)) continue;
    const home = Object.hasOwn(homes, key) ? homes[key] : undefined;
    const meant = nearest(key, ours);
    if (home === undefined && meant === undefined) continue;
    yield {
      of,
      at: part.at(key),
      message: `There is no key "${key}" here: the API server drops it (or refuses it, with strict validation), so it has no effect.`,
      fix: home === undefined ? `Did you mean ${meant}?` : `It belongs ${home}.`,
    };
  }
}

const inProbe = 'inside a probe';
const inContainer = 'in a container, under spec.containers[]';
const containerHomes: Record<string, string> = {
  ...Object.fromEntries(probeKeys.map((key) => [key, inProbe])),
  terminationGracePeriodSeconds: "in the Pod's spec, beside containers",
  minReadySeconds: "in the workload's spec, beside template",
  preStop: 'inside lifecycle',
  postStart: 'inside lifecycle',
};
const podHomes: Record<string, string> = {
  livenessProbe: inContainer,
  readinessProbe: inContainer,
  startupProbe: inContainer,
  lifecycle: inContainer,
  minReadySeconds: "in the workload's spec, beside template",
  progressDeadlineSeconds: "in the Deployment's spec, beside template",
};

function* rollout(pod: Pod): Generator<Report> {
  const kind = strategies.find((one) => isKind(pod.object, 'apps', one.kind));
  if (kind === undefined) return;
  const spec = workloadSpec(pod);
  yield* strange(pod, spec.at(kind.key), ['type', 'rollingUpdate'], kind.key);
  yield* strange(pod, spec.at(kind.key, 'rollingUpdate'), kind.rolling, `${kind.key}.rollingUpdate`);
  const homes = {
    terminationGracePeriodSeconds: "in the Pod's spec, under template.spec",
    [kind.not]: `here as ${kind.key}`,
  };
  yield* misplaced(pod, spec, kind.siblings, [kind.key, 'minReadySeconds', ...kind.own], homes);
}

export const unknownKey: Rule = {
  id: 'L7',
  name: 'unknown-key',
  severity: 'error',
  summary: 'A probe, a hook or a rollout strategy has a key that Kubernetes does not know.',
  docs: `
\`periodSecond: 5\` reads well and does nothing: unless the API server validates strictly it drops the key, and the default of
10 s holds. The nearest right key is named.

The same goes for a probe's name (\`livenesProbe\`), and for a key that is right but stands one level too high or too low, such
as \`terminationGracePeriodSeconds\` in a container. Other unknown keys of a Pod are left to \`kubectl --validate=strict\`.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ containerPort: 8080 }]
      terminationGracePeriodSeconds: 60
      livenessProbe:
        httpGet: { path: /livez, port: 8080 }
        periodSecond: 5
`,
  good: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  terminationGracePeriodSeconds: 60
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ containerPort: 8080 }]
      livenessProbe:
        httpGet: { path: /livez, port: 8080 }
        periodSeconds: 5
`,
  *check({ model }): Generator<Report> {
    for (const pod of model.pods) {
      yield* misplaced(pod, pod.spec, [], ['terminationGracePeriodSeconds'], podHomes);
      yield* rollout(pod);
    }
    for (const container of containersOf(model)) {
      yield* misplaced(container, container.part, knownContainerKeys, ourContainerKeys, containerHomes);
      yield* strange(container, container.part.at('lifecycle'), ['postStart', 'preStop', 'stopSignal'], 'lifecycle');
      for (const { part, field } of container.probes) {
        yield* strange(container, part, probeKeys, field);
        yield* handlers(container, part, field);
      }
    }
    for (const { container, name, part } of hooksOf(model.pods)) {
      yield* strange(container, part, hookKeys, name);
      yield* handlers(container, part, name);
    }
  },
};
