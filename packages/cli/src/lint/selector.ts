import type { Part } from './part.ts';

/** A label selector as the API means it: an empty one selects everything, a missing one nothing. */
export function selects(selector: Part, labels: Readonly<Record<string, string>>): boolean {
  if (selector.map === undefined) return false;
  const matches = Object.entries(selector.at('matchLabels').strings).every(([key, value]) => labels[key] === value);
  return (
    matches &&
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
