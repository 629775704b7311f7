import type { Rule } from './rule.ts';
import { topicOf } from './topics.ts';

/** Where people read about the rule. */
export const ruleUrl = (rule: Pick<Rule, 'id' | 'name'>) =>
  `https://github.com/probez/probez/blob/main/docs/lint/${topicOf(rule)?.page ?? ''}.md#${rule.id.toLowerCase()}-${rule.name}`;
