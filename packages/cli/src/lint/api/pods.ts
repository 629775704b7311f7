import type { Container } from '../container.ts';
import { isKind, type Pod } from '../model.ts';
import type { Part } from '../part.ts';
import { quote } from '../walk.ts';
import { map, type Objection, oneOf, portName, stringMap, strings, text, whole } from './values.ts';

function* list(at: Part, required: boolean): Generator<Objection> {
  if (Array.isArray(at.value)) {
    if (required && at.items.length === 0)
      yield { at, message: `${String(at.path.at(-1))} is empty; a Pod needs a container.`, fix: 'Add one.' };
    for (const item of at.items)
      if (item.map === undefined)
        yield {
          at: item,
          message: `A container is ${quote(item.value)}; the API server takes a map.`,
          fix: 'Write name, image and the rest below it.',
        };
  } else if (at.exists || required) {
    yield {
      at,
      message: `${String(at.path.at(-1))} is ${quote(at.value)}; the API server takes a list of containers.`,
      fix: 'Write a list: - name: ...',
    };
  }
}

function* names(pod: Pod): Generator<Objection> {
  const seen = new Set<string>();
  const inOrder = pod.containers.toSorted((a, b) => Number(b.role === 'main') - Number(a.role === 'main'));
  for (const { part } of inOrder) {
    const at = part.at('name');
    if (at.text === undefined || !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(at.text)) {
      yield {
        at,
        message: `A container's name is ${quote(at.value)}; it must be at most 63 small letters, digits and dashes.`,
        fix: 'Write a name such as api.',
      };
    } else if (seen.has(at.text)) {
      yield {
        at,
        message: `Two containers are called ${quote(at.text)}; the API server refuses that.`,
        fix: 'Rename one.',
      };
    } else seen.add(at.text);
  }
}

/** The API of Pods as such; what concerns probes and hooks is elsewhere. */
export function* pods(pod: Pod): Generator<Objection> {
  const { spec, object, metadata } = pod;
  yield* list(spec.at('containers'), true);
  yield* list(spec.at('initContainers'), false);
  yield* names(pod);
  yield* whole(spec.at('terminationGracePeriodSeconds'), { min: 0 });
  yield* stringMap(metadata.at('labels'));
  yield* stringMap(metadata.at('annotations'));
  const policy = spec.at('restartPolicy');
  yield* oneOf(policy, ['Always', 'OnFailure', 'Never']);
  const job = isKind(object, 'batch', 'Job', 'CronJob');
  if (job && (!policy.exists || policy.text === 'Always')) {
    yield {
      at: policy,
      message: `restartPolicy is Always${policy.exists ? '' : ' (the default)'}; a ${object.kind} takes OnFailure or Never.`,
      fix: 'restartPolicy: OnFailure.',
    };
  }
  const keepsRunning = !job && !['Pod', 'PodTemplate'].includes(object.kind);
  if (keepsRunning && (policy.text === 'OnFailure' || policy.text === 'Never')) {
    yield {
      at: policy,
      message: `restartPolicy is ${policy.text}; a ${object.kind} takes Always only.`,
      fix: 'Remove it.',
    };
  }
}

export function* containers({ part }: Container): Generator<Objection> {
  const image = part.at('image');
  if (!image.exists) yield { at: image, message: 'image is missing; the API server requires it.', fix: 'Add image:.' };
  yield* text(image);
  yield* strings(part.at('command'));
  yield* strings(part.at('args'));
  yield* oneOf(part.at('restartPolicy'), ['Always', 'OnFailure', 'Never']);
  for (const item of part.at('env').items) yield* text(item.at('value'));
  const seen = new Set<string>();
  for (const item of part.at('ports').items) {
    if (!(yield* map(item))) continue;
    const number = item.at('containerPort');
    if (number.exists) yield* whole(number, { min: 1, max: 65_535 });
    else
      yield { at: item, message: 'containerPort is missing; the API server requires it.', fix: 'Add containerPort:.' };
    const name = item.at('name');
    yield* portName(name);
    yield* oneOf(item.at('protocol'), ['TCP', 'UDP', 'SCTP']);
    if (name.text === undefined) continue;
    if (seen.has(name.text))
      yield {
        at: name,
        message: `Two ports are called ${quote(name.text)}; the API server refuses that.`,
        fix: 'Rename one.',
      };
    seen.add(name.text);
  }
}
