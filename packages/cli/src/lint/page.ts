import { changes } from './changes.ts';
import { lint } from './lint.ts';
import type { Rule } from './rule.ts';
import type { Topic } from './topics.ts';

/** In lines that a page shows without scrolling; a word that is longer stays whole. */
const wrapped = (text: string) => text.replace(/(.{1,76})(?:\s|$)|(\S+)\s?/g, '$1$2\n').trimEnd();

/** What the rule says of its own bad example; the fix is the change above it. */
function spoken(rule: Rule): string {
  const { findings } = lint([{ name: 'bad.yaml', text: rule.bad.trimStart() }], { rules: [rule] });
  return findings.map(({ message }) => wrapped(message)).join('\n\n');
}

/** What is wrong in the example and how it is mended: of the containers or documents, those that change. */
function mended({ bad, good }: Rule): string {
  const lines = changes(bad.trim().split('\n'), good.trim().split('\n'));
  const changed = (line: string) => !line.startsWith(' ');
  const [first, last] = [lines.findIndex(changed), lines.findLastIndex(changed)];
  const start = lines.findLastIndex((line, at) => at < first && /^ (?: *(?:initC|c)ontainers:|---)$/.test(line)) + 1;
  const next = lines[start - 1]?.replace('initContainers', 'containers');
  const end = lines.findIndex((line, at) => at > last && (line === next || line === ' ---'));
  const shown = lines.slice(start, end < 0 ? undefined : end);
  const margin = Math.min(...shown.map((line) => line.slice(1).search(/\S/)));
  return shown.map((line) => line.charAt(0) + line.slice(1 + margin)).join('\n');
}

const section = (rule: Rule) => `${rule.id} ${rule.name}

${rule.summary} Usual severity: ${rule.severity}.

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
  return `# ${title}\n\n${about}\n${own.map((rule) => `\n## ${section(rule)}`).join('')}`;
}
