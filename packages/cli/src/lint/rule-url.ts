import type { Rule } from './rule.ts';

/** The file of a rule's page. */
export const pageName = ({ id, name }: Pick<Rule, 'id' | 'name'>) => `${id}-${name}.md`;

/** Where people read the page. */
export const ruleUrl = (rule: Pick<Rule, 'id' | 'name'>) =>
  `https://github.com/probez/probez/blob/main/docs/lint/${pageName(rule)}`;
