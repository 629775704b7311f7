/** A number of Pods, or a percentage of a total such as `25%`. */
export type Amount = number | string;

/**
 * How many that is of a total; a text that is no percentage is 0, as it would never have been stored.
 * https://github.com/kubernetes/apimachinery/blob/master/pkg/util/intstr/intstr.go
 */
export function amountOf(amount: Amount, total: number, round: 'up' | 'down'): number {
  if (typeof amount === 'number') return amount;
  const share = (Number(/^(\d+)%$/.exec(amount)?.[1] ?? 0) * total) / 100;
  return round === 'up' ? Math.ceil(share) : Math.floor(share);
}
