import { readAmount } from '../manifest/amount.ts';
import { type FieldError, ManifestError } from '../manifest/field-error.ts';
import { isRefusal } from '../manifest/finding.ts';
import type { ManifestObject } from '../manifest/object.ts';
import { readObjects, toError } from '../manifest/parse.ts';
import { Part } from '../manifest/part.ts';
import { hasLabels, selects, serviceLabels } from '../manifest/selector.ts';
import type { Pod } from '../manifest/types.ts';
import { readYamlOrThrow } from '../manifest/yaml.ts';
import type { Budget } from './budget.ts';
import type { Service } from './endpoints.ts';
import { readWorkload, type Workload, type WorkloadKind } from './workload.ts';

/** A workload with its Service and PodDisruptionBudget. */
export interface RolloutObjects {
  /** The Deployment, StatefulSet or DaemonSet. */
  readonly workload: Workload;
  /** The Service of its Pods. */
  readonly service?: Service | undefined;
  /** The PodDisruptionBudget of its Pods. */
  readonly budget?: Budget | undefined;
}

/** Options of `readRollout`. */
export interface ReadRolloutOptions {
  /**
   * The name of the workload, if there are several: `web` or `deployment/web`.
   * @default the only one
   */
  readonly name?: string | undefined;
  /** How many nodes a DaemonSet has Pods on. @default 3 */
  readonly nodes?: number | undefined;
  /** Called with each error; returns true for those to ignore. @default none is ignored */
  readonly passes?: ((error: FieldError) => boolean) | undefined;
}

const kinds = ['Deployment', 'StatefulSet', 'DaemonSet'] as const;
const workloadKind = (kind: string): WorkloadKind | undefined => kinds.find((one) => one === kind);

/**
 * Reads a workload, the Service that sends its Pods requests, and the PodDisruptionBudget over them.
 * @param manifests YAML or JSON texts, or parsed objects: all of them together
 * @throws ManifestError with all errors of the API server, or if there is not exactly one workload; YamlError if a text is not YAML
 */
export function readRollout(manifests: readonly unknown[], options: ReadRolloutOptions = {}): RolloutObjects {
  const objects = readObjects(
    manifests.flatMap((one) =>
      typeof one === 'string'
        ? readYamlOrThrow(one).map((document) => new Part(document.value, [], document))
        : [new Part(one)],
    ),
  );
  const object = choose(objects, options.name);
  const kind = workloadKind(object.kind);
  const [carried] = object.pods;
  if (kind === undefined || carried === undefined) throw new RangeError(`${object.kind} has no rollout`);
  const mine = (other: ManifestObject) =>
    (other.namespace ?? object.namespace) === (object.namespace ?? other.namespace);
  const service = objects.find((one) => one.kind === 'Service' && mine(one) && sendsTo(one.part, carried.pod));
  const budget = objects.find(
    (one) =>
      one.kind === 'PodDisruptionBudget' && mine(one) && selects(one.part.at('spec', 'selector'), carried.pod.labels),
  );
  for (const one of [object, service, budget]) if (one !== undefined) refuse(one, options.passes);
  return {
    workload: readWorkload(kind, object.part, carried.pod, options.nodes ?? 3),
    ...(service === undefined ? {} : { service: readService(service) }),
    ...(budget === undefined ? {} : { budget: readBudget(budget) }),
  };
}

function refuse({ kind, name, findings }: ManifestObject, passes: ReadRolloutOptions['passes']) {
  const errors = findings.filter(isRefusal).map(toError);
  const left = errors.filter((error) => passes?.(error) !== true);
  if (left.length > 0) throw new ManifestError(`${kind} "${name}"`, errors);
}

function choose(objects: readonly ManifestObject[], name: string | undefined): ManifestObject {
  const workloads = objects.filter((one) => !one.foreign && workloadKind(one.kind) !== undefined);
  const nameOf = (one: ManifestObject) => `${one.kind.toLowerCase()}/${one.name}`;
  const found = workloads.filter((one) => name === undefined || [one.name, nameOf(one)].includes(name.toLowerCase()));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const list = (some: readonly ManifestObject[]) => some.map(nameOf).join(', ');
  const message =
    workloads.length === 0
      ? `no workload with a rollout: expected a ${kinds.join(', a ')}${objects.length === 0 ? '' : `, and there is ${list(objects)}`}`
      : found.length === 0
        ? `no workload "${name}": there is ${list(workloads)}`
        : `which workload? There is ${list(found)}`;
  throw new ManifestError('the manifest', [{ code: 'required', path: 'kind', message }]);
}

function sendsTo(part: Part, { labels }: Pod): boolean {
  const wanted = serviceLabels(part.at('spec'));
  return wanted !== undefined && hasLabels(labels, wanted);
}

function readService({ part, name }: ManifestObject): Service {
  const port = part.at('spec', 'ports', 0);
  const target = port.at('targetPort');
  return {
    name,
    targetPort: target.whole ?? target.text ?? port.at('port').whole ?? 80,
    publishNotReady: part.at('spec', 'publishNotReadyAddresses').value === true,
  };
}

function readBudget({ part, name }: ManifestObject): Budget {
  const spec = part.at('spec');
  const [minAvailable, maxUnavailable] = [readAmount(spec.at('minAvailable')), readAmount(spec.at('maxUnavailable'))];
  return {
    name,
    ...(minAvailable === undefined ? {} : { minAvailable }),
    ...(maxUnavailable === undefined ? {} : { maxUnavailable }),
    unhealthyAlways: spec.at('unhealthyPodEvictionPolicy').text === 'AlwaysAllow',
  };
}
