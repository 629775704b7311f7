import type { Part } from './part.ts';

/** A number of Pods, or a percentage of a total such as `25%`. */
export type Amount = number | string;

/** What a percentage says, such as 25 of `25%`; undefined of any other text. */
export function percentOf(text: string): number | undefined {
  const digits = /^(\d+)%$/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The amount that is written there; undefined when there is none. */
export function readAmount({ whole, text }: Part): Amount | undefined {
  return whole ?? (text === undefined || percentOf(text) === undefined ? undefined : text);
}

/** True for 0 and 0%. */
export const isZero = ({ whole, text }: Part) => whole === 0 || percentOf(text ?? '') === 0;

/**
 * How many that is of a total, as the controllers count it; a text that is no percentage is 0, as it would never have been stored.
 * https://github.com/kubernetes/apimachinery/blob/master/pkg/util/intstr/intstr.go
 */
export function amountOf(amount: Amount, total: number, round: 'up' | 'down'): number {
  if (typeof amount === 'number') return amount;
  const share = ((percentOf(amount) ?? 0) * total) / 100;
  return round === 'up' ? Math.ceil(share) : Math.floor(share);
}
