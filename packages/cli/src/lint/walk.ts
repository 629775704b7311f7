import type { Container } from './container.ts';
import type { Model, Pod } from './model.ts';
import type { Part } from './part.ts';
import type { Probe, ProbeKind } from './probe.ts';

export const containersOf = (model: Model): Container[] => model.pods.flatMap((pod) => [...pod.containers]);

/** All probes, or those of some kinds. A plain init container's are left out: the API refuses them (rule L4). */
export const probesOf = (model: Model, ...kinds: ProbeKind[]): Probe[] =>
  containersOf(model)
    .filter(({ role }) => role !== 'init')
    .flatMap(({ probes }) => probes.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind)));

export interface Hook {
  readonly container: Container;
  readonly name: 'postStart' | 'preStop';
  readonly part: Part;
}

export const hooksOf = (pods: readonly Pod[]): Hook[] =>
  pods
    .flatMap(({ containers }) => [...containers])
    .flatMap((container) =>
      (['postStart', 'preStop'] as const).map((name) => ({
        container,
        name,
        part: container.part.at('lifecycle', name),
      })),
    )
    .filter(({ part }) => part.map !== undefined);

/** A quoted value for a message, never longer than a line. */
export function quote(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** A scalar as it is written in a manifest; anything else quoted. */
export const plain = (value: unknown) =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : quote(value);

/** Control characters from a manifest must reach neither a terminal nor a log. */
export const clean = (text: string) => text.replace(/\p{Cc}/gu, ' ');
