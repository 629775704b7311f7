import { createPaint } from '../paint.ts';
import { formatText } from './format/text.ts';
import { lint } from './lint.ts';
import type { Rule } from './rule.ts';

const plain = createPaint(false);

/** What the rule says of its own bad example. */
function spoken(rule: Rule): string {
  const result = lint([{ name: 'bad.yaml', text: rule.bad.trimStart() }], { rules: [rule] });
  const text = formatText(result, plain);
  return text.slice(0, text.lastIndexOf('\n\n'));
}

/** The page of a rule, made from its file alone. */
export function rulePage(rule: Rule): string {
  return `# ${rule.id} ${rule.name}

${rule.summary} Usual severity: ${rule.severity}.

${rule.docs.trim()}

## Reported

\`\`\`yaml
${rule.bad.trim()}
\`\`\`

\`\`\`text
$ probez lint bad.yaml
${spoken(rule)}
\`\`\`

## Fine

\`\`\`yaml
${rule.good.trim()}
\`\`\`
`;
}
