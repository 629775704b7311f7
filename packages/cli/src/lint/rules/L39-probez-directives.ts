import { nearest } from '../../nearest.ts';
import { declaredAnnotations, disableAnnotation, runtimeAnnotation, shellAnnotation } from '../declared.ts';
import { pod, ports } from '../examples.ts';
import type { Report, Rule, RuleInput } from '../rule.ts';
import { directives, readDirective, readIds } from '../silence.ts';
import { quote } from '../text.ts';

type Names = RuleInput['ruleNames'];

function unknown(ids: readonly string[], names: Names): { message: string; fix: string } | undefined {
  const strange = ids.find((id) => !names.has(id.toLowerCase()));
  if (strange === undefined) return undefined;
  const meant = nearest(strange.toLowerCase(), names.keys());
  return {
    message: `${quote(strange)} is not a rule`,
    fix:
      meant === undefined
        ? 'probez lint --rules lists them.'
        : `Did you mean ${names.get(meant) === undefined ? meant : `${names.get(meant)}`}?`,
  };
}

function* comments({ comments: all, ruleNames }: RuleInput): Generator<Report> {
  for (const comment of all) {
    const { word, ids } = readDirective(comment, (id) => ruleNames.has(id.toLowerCase()));
    const words = Object.keys(directives);
    if (!words.includes(word)) {
      const fix = `Did you mean ${nearest(word, words) ?? words.join(' or ')}?`;
      yield { at: comment, message: `"${word}" is not a comment that probez knows: nothing is silenced.`, fix };
    } else if (ids.length === 0) {
      const fix = `Name the rules: # ${word} L9 because ...`;
      yield { at: comment, message: `"${word}" names no rule: nothing is silenced.`, fix };
    } else {
      const wrong = unknown(ids, ruleNames);
      if (wrong !== undefined) yield { at: comment, ...wrong, message: `${wrong.message}: "${comment.text}".` };
    }
  }
}

const numbers: readonly string[] = Object.values(declaredAnnotations);
const known = [...numbers, runtimeAnnotation, shellAnnotation, disableAnnotation];

function* annotations({ model, ruleNames }: RuleInput): Generator<Report> {
  for (const object of model.objects) {
    const [owner] = model.podsOf(object);
    const own = object.part.at('metadata', 'annotations');
    const template =
      owner !== undefined && owner.metadata.path.length > 1 ? owner.metadata.at('annotations') : undefined;
    for (const part of template === undefined || template.path.join() === own.path.join() ? [own] : [own, template]) {
      for (const [key, value] of Object.entries(part.strings)) {
        const [, container, name] = /^(?:(.+)\.)?(probez\.dev\/.*)$/.exec(key) ?? [];
        if (name === undefined) continue;
        const at = part.at(key);
        const of = object;
        if (!known.includes(name)) {
          const fix = `Did you mean ${nearest(name, known) ?? known.join(', ')}?`;
          yield { of, at, message: `The annotation ${quote(key)} is not an annotation that probez knows.`, fix };
        } else if (numbers.includes(name) && !/^\s*\d+(\.\d+)?\s*$/.test(value)) {
          yield {
            of,
            at,
            message: `${key} is ${quote(value)}; expected a number of seconds.`,
            fix: 'Write a number in quotes, such as "60".',
          };
        } else if (name === disableAnnotation) {
          const wrong = unknown(
            readIds(value, (id) => ruleNames.has(id.toLowerCase())),
            ruleNames,
          );
          if (wrong !== undefined) yield { of, at, ...wrong, message: `${wrong.message}: ${key}: ${quote(value)}.` };
        }
        if (container !== undefined && owner !== undefined && !owner.all.some((one) => one.name === container)) {
          const fix = `The containers are ${owner.all.map((one) => one.name).join(', ')}.`;
          yield {
            of,
            at,
            message: `${quote(key)} names the container "${container}", which the Pod does not have.`,
            fix,
          };
        }
      }
    }
  }
}

export const probezDirectives: Rule = {
  id: 'L39',
  name: 'probez-directives',
  severity: 'warning',
  summary: 'A comment or an annotation for probez is invalid.',
  docs: `
It would silence nothing. A \`probez.dev\` annotation with an unknown name, an unknown container or a value that is not a number is reported, too.
A comment whose rules have no findings there is information: it can be removed.
[The comments and annotations](https://github.com/probez/probez/blob/main/docs/cli/lint.md#silencing) are also in \`probez lint --help\`.
`,
  bad: pod(`
${ports}
livenessProbe:
  httpGet: { path: /, port: 8080 } # probez-disable-line L72 the page is static
`),
  good: pod(`
${ports}
livenessProbe:
  httpGet: { path: /, port: 8080 } # probez-disable-line L27 the page is static
`),

  *all(input) {
    yield* comments(input);
    yield* annotations(input);
  },
};
