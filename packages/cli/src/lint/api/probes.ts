import type { Container } from '../container.ts';
import { hookHandlers, probeHandlers } from '../handler.ts';
import { probeNumbers } from '../keys.ts';
import type { Part } from '../part.ts';
import { probeKinds } from '../probe.ts';
import { quote } from '../walk.ts';
import { map, type Objection, oneOf, port, strings, text, whole } from './values.ts';

function* httpGet(part: Part): Generator<Objection> {
  yield* port(part.at('port'));
  yield* text(part.at('path'));
  yield* text(part.at('host'));
  yield* oneOf(part.at('scheme'), ['HTTP', 'HTTPS']);
  for (const header of part.at('httpHeaders').items) {
    yield* text(header.at('value'));
    const name = header.at('name');
    if (name.text !== undefined && /^[-A-Za-z0-9]+$/.test(name.text)) continue;
    yield {
      at: name,
      message: `The header name ${quote(name.value)} is refused: letters, digits and dashes.`,
      fix: 'Write a name such as Host.',
    };
  }
}

function* exec(part: Part): Generator<Objection> {
  const at = part.at('command');
  yield* strings(at);
  if (!at.exists || (Array.isArray(at.value) && at.value.length === 0)) {
    yield {
      at,
      message: 'exec.command is missing; the API server requires it.',
      fix: 'Add command: [PROGRAM, ARGUMENT].',
    };
  }
}

function* grpc(part: Part): Generator<Objection> {
  yield* text(part.at('service'));
  const at = part.at('port');
  if (!at.exists)
    yield { at, message: 'grpc.port is missing; the API server requires it.', fix: 'Add port: with a number.' };
  else if (at.text === undefined) yield* whole(at, { min: 1, max: 65_535 }); // a string is rule L5's
}

function* handlers(part: Part, types: readonly string[], grace: number): Generator<Objection> {
  for (const type of types) {
    const one = part.at(type);
    if (!(yield* map(one))) continue;
    if (type === 'httpGet') yield* httpGet(one);
    if (type === 'tcpSocket') {
      yield* port(one.at('port'));
      yield* text(one.at('host'));
    }
    if (type === 'exec') yield* exec(one);
    if (type === 'grpc') yield* grpc(one);
    // More than the grace period is refused as well: rule L16 tells of that.
    if (type === 'sleep')
      yield* whole(one.at('seconds'), { min: 0, max: Math.max(grace, one.at('seconds').whole ?? 0) });
  }
}

export function* probes(container: Container): Generator<Objection> {
  for (const kind of probeKinds) {
    const part = container.part.at(`${kind}Probe`);
    if (!(yield* map(part))) continue;
    for (const number of probeNumbers) {
      const at = part.at(number);
      if (at.whole === 0 && number !== 'initialDelaySeconds') {
        const fallback = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }[number];
        yield {
          at,
          message: `${kind}Probe.${number} is 0; the least is 1. The API server takes 0 for "not set", so the default of ${fallback} holds.`,
          fix: `Write the number you want, ${fallback} for the default.`,
        };
      } else yield* whole(at, { min: number === 'initialDelaySeconds' ? 0 : 1 });
    }
    // On a readiness probe it is refused whatever it says: rule L3.
    if (kind !== 'readiness') yield* whole(part.at('terminationGracePeriodSeconds'), { min: 1 });
    yield* handlers(part, probeHandlers, 0);
  }
}

export function* hooks(container: Container): Generator<Objection> {
  const lifecycle = container.part.at('lifecycle');
  if (!(yield* map(lifecycle))) return;
  if (container.role === 'init') {
    yield {
      at: lifecycle,
      message: `lifecycle on the init container "${container.name}": it has no hooks, and the API server refuses them.`,
      fix: 'Add restartPolicy: Always if it is a sidecar; otherwise remove it.',
    };
  }
  for (const name of ['postStart', 'preStop']) {
    const part = lifecycle.at(name);
    if (!(yield* map(part))) continue;
    yield* handlers(part, hookHandlers, container.pod.grace);
    if (part.at('tcpSocket').exists) {
      yield {
        at: part.at('tcpSocket'),
        message: `${name}.tcpSocket: the API server still takes it, but the kubelet refuses to run it, so the hook always fails.`,
        fix: 'Use exec, httpGet or sleep.',
      };
    }
  }
}
