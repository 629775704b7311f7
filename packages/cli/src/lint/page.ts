import { changes } from './changes.ts';
import { lint } from './lint.ts';
import type { Rule } from './rule.ts';
import type { Topic } from './topics.ts';

/** What the rule says of its own bad example. */
function spoken(rule: Rule): string {
  const { findings } = lint([{ name: 'bad.yaml', text: rule.bad.trimStart() }], { rules: [rule] });
  return findings.map(({ message, fix }) => `${message}\nfix: ${fix}`).join('\n\n');
}

const linesOf = (text: string) => text.trim().split('\n');

const section = (rule: Rule, more = '') => `${rule.id} ${rule.name}

_${rule.severity}_${more}: ${rule.summary}

${rule.docs.trim()}

\`\`\`diff
${changes(linesOf(rule.bad), linesOf(rule.good)).join('\n')}
\`\`\`

\`\`\`text
${spoken(rule)}
\`\`\`
`;

/** All about one rule, made from its file alone: its example is the change from bad to good. */
export const rulePage = (rule: Rule): string => `# ${section(rule)}`;

/** A page of docs/lint. */
export function topicPage({ title, about, rules: ids }: Topic, rules: readonly Rule[]): string {
  const own = ids.flatMap((id) => rules.filter((rule) => rule.id === id));
  const source = ({ id, name }: Rule) => ` ([source](../../packages/cli/src/lint/rules/${id}-${name}.ts))`;
  return `# ${title}\n\n${about}\n${own.map((rule) => `\n## ${section(rule, source(rule))}`).join('')}`;
}
