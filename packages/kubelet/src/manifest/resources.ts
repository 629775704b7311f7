import type { Tell } from './finding.ts';
import type { Part } from './part.ts';

const decimal = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const binary = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/**
 * What a quantity such as `100m`, `0.5`, `64Mi` or `1e3` comes to; undefined of what is none.
 * https://github.com/kubernetes/apimachinery/blob/master/pkg/api/resource/quantity.go (ParseQuantity)
 */
export function quantityOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  const [, number, suffix = ''] = /^([+-]?(?:\d+\.?\d*|\.\d+))([A-Za-z]*|[eE][+-]?\d+)$/.exec(String(value)) ?? [];
  if (typeof value !== 'string' || number === undefined) return undefined;
  if (/^[eE][+-]?\d/.test(suffix)) return Number(`${number}${suffix}`);
  if (binary.includes(suffix)) return Number(number) * 1024 ** (binary.indexOf(suffix) + 1);
  return decimal.includes(suffix) ? Number(number) * 1000 ** (decimal.indexOf(suffix) - 3) : undefined;
}

const isKnown = (name: string) => /^(?:cpu|memory|ephemeral-storage)$|^hugepages-/.test(name) || name.includes('/');

/** What a container asks for and may take: https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go (ValidateContainerResourceRequirements) */
export function checkResources(resources: Part, tell: Tell): void {
  for (const list of ['limits', 'requests'])
    for (const name of resources.at(list).keys) {
      const at = resources.at(list, name);
      const amount = quantityOf(at.value);
      if (!isKnown(name))
        tell('invalid', at, { value: name, detail: 'must be a standard resource type or fully qualified' });
      if (amount === undefined) continue; // told already: it is of the wrong type
      if (amount < 0) tell('invalid', at, { value: String(at.value), detail: 'must be greater than or equal to 0' });
      const limit = resources.at('limits', name);
      if (list === 'requests' && amount > (quantityOf(limit.value) ?? Number.POSITIVE_INFINITY))
        tell('invalid', resources.at('requests'), {
          value: String(at.value),
          detail: `must be less than or equal to ${name} limit of ${String(limit.value)}`,
        });
    }
}
