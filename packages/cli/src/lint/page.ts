import { changes } from './changes.ts';
import { lint } from './lint.ts';
import type { Rule } from './rule.ts';
import type { Topic } from './topics.ts';

/** In lines that a page shows without scrolling; a word that is longer stays whole. */
const wrapped = (text: string) => text.replace(/(.{1,76})(?:\s|$)|(\S+)\s?/g, '$1$2\n').trimEnd();

/** What the rule says of its own bad example. */
function spoken(rule: Rule): string {
  const { findings } = lint([{ name: 'bad.yaml', text: rule.bad.trimStart() }], { rules: [rule] });
  return findings.map(({ message, fix }) => `${wrapped(message)}\n${wrapped(`fix: ${fix}`)}`).join('\n\n');
}

/** How most examples begin, which says nothing of the rule. */
const usual = 'apiVersion: v1\nkind: Pod\nmetadata: { name: api }\nspec:\n  containers:\n';

/** What is wrong in the example and how it is mended: of usual Pods the container alone. */
function mended({ bad, good }: Rule): string {
  const texts = [bad.trim(), good.trim()];
  const short = texts.every((text) => text.startsWith(usual));
  const [before = [], after = []] = texts.map((text) =>
    (short ? text.slice(usual.length).replace(/^ {4}/gm, '') : text).split('\n'),
  );
  return changes(before, after).join('\n');
}

const section = (rule: Rule, more = '') => `${rule.id} ${rule.name}

${rule.summary} Usual severity: ${rule.severity}${more}.

\`\`\`diff
${mended(rule)}
\`\`\`

\`\`\`text
${spoken(rule)}
\`\`\`

${rule.docs.trim()}
`;

/** All about one rule, made from its file alone: its example is the change from bad to good. */
export const rulePage = (rule: Rule): string => `# ${section(rule)}`;

/** A page of docs/lint. */
export function topicPage({ title, about, rules: ids }: Topic, rules: readonly Rule[]): string {
  const own = ids.flatMap((id) => rules.filter((rule) => rule.id === id));
  const source = ({ id, name }: Rule) => ` ([source](../../packages/cli/src/lint/rules/${id}-${name}.ts))`;
  return `# ${title}\n\n${about}\n${own.map((rule) => `\n## ${section(rule, source(rule))}`).join('')}`;
}
