import type { Container } from './container.ts';
import { tellOf } from './refusal.ts';
import type { Hook, Owned, Owner, Report, Rule, RuleInput } from './rule.ts';

const hooksOf = (container: Container): Hook[] =>
  (['postStart', 'preStop'] as const).flatMap((name) => {
    const handler = container[name];
    return handler === undefined ? [] : { container, name, part: container.part.at('lifecycle', name), handler };
  });

const listOf = (said: Iterable<Report> | Report | undefined): Report[] =>
  said === undefined ? [] : Symbol.iterator in said ? [...said] : [said];

/** Takes a rule to everything that it looks at. A plain init container has no probes and no hooks: the API refuses them. */
export function* apply(rule: Rule, input: RuleInput): Generator<Owned> {
  if (rule.told) for (const object of input.model.objects) yield* tellOf(rule.id, object, input.model.podsOf(object));
  const own = (said: Iterable<Report> | Report | undefined, of: Owner | undefined): Owned[] =>
    listOf(said).map((report) => [report, report.of ?? of]);
  for (const pod of input.model.pods) {
    if (rule.pod) yield* own(rule.pod(pod, input), pod);
    for (const container of pod.all) {
      if (rule.container) yield* own(rule.container(container, input), container);
      if (rule.probe) for (const probe of container.probes) yield* own(rule.probe(probe, input), container);
      if (rule.hook) for (const hook of hooksOf(container)) yield* own(rule.hook(hook, input), container);
    }
  }
  if (rule.object) for (const object of input.model.objects) yield* own(rule.object(object, input), object);
  yield* own(rule.all?.(input), undefined);
}
