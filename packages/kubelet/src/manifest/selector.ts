import type { Tell } from './finding.ts';
import { checkChoice, checkName } from './names.ts';
import type { Part } from './part.ts';

type Labels = Readonly<Record<string, string>>;

/** Has it all of these? */
export const hasLabels = (labels: Labels, wanted: Labels): boolean =>
  Object.keys(wanted).every((key) => labels[key] === wanted[key]);

/** The labels by which a Service finds its Pods; undefined where it has none of its own. */
export function serviceLabels(spec: Part): Labels | undefined {
  const wanted = spec.at('selector').strings;
  return spec.at('type').text === 'ExternalName' || Object.keys(wanted).length === 0 ? undefined : wanted;
}

/** A label selector as the API means it: an empty one selects everything, a missing one nothing. */
export function selects(selector: Part, labels: Labels): boolean {
  if (selector.map === undefined) return false;
  return (
    hasLabels(labels, selector.at('matchLabels').strings) &&
    selector.at('matchExpressions').items.every((expression) => {
      const value = labels[expression.at('key').text ?? ''];
      const values = expression.at('values').words ?? [];
      switch (expression.at('operator').text) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return false;
      }
    })
  );
}

/** What a selector itself may be. */
function checkSelector(selector: Part, tell: Tell): void {
  for (const [key, value] of Object.entries(selector.at('matchLabels').strings)) {
    checkName('qualified name', key, selector.at('matchLabels'), tell);
    checkName('label value', value, selector.at('matchLabels', key), tell);
  }
  for (const expression of selector.at('matchExpressions').items) {
    const operator = expression.at('operator');
    const values = expression.at('values');
    checkName('qualified name', expression.at('key').text ?? '', expression.at('key'), tell);
    if (operator.exists) checkChoice(operator, ['In', 'NotIn', 'Exists', 'DoesNotExist'], tell);
    else tell('unsupported', operator, { value: '', allowed: ['In', 'NotIn', 'Exists', 'DoesNotExist'] });
    const listed = operator.text === 'In' || operator.text === 'NotIn';
    if (listed && values.items.length === 0)
      tell('required', values, { detail: "must be specified when `operator` is 'In' or 'NotIn'" });
    if (!listed && operator.exists && values.items.length > 0)
      tell('forbidden', values, { detail: "may not be specified when `operator` is 'Exists' or 'DoesNotExist'" });
  }
}

/** A controller's selector: it is there, says something, and fits the template's own labels. */
export function checkOwnSelector(spec: Part, kind: string, tell: Tell): void {
  const selector = spec.at('selector');
  const labels = spec.at('template', 'metadata', 'labels');
  if (!selector.exists) tell('required', selector, { detail: '' });
  if (selector.map === undefined) return;
  checkSelector(selector, tell);
  const { matchLabels = {}, matchExpressions = [] } = selector.map;
  if (Object.keys(matchLabels ?? {}).length === 0 && [matchExpressions].flat().length === 0)
    tell('empty-selector', selector, { kind });
  else if (!selects(selector, labels.strings))
    tell('selector-mismatch', labels, { labels: labels.strings, selector: selector.value });
}
