import type { Part } from './part.ts';

/**
 * A number or a percentage of a total, as the controllers count them; undefined when it is neither.
 * https://github.com/kubernetes/apimachinery/blob/master/pkg/util/intstr/intstr.go
 */
export function scaled(part: Part, total: number, round: 'up' | 'down'): number | undefined {
  if (part.whole !== undefined) return part.whole;
  const percent = /^(\d+)%$/.exec(part.text ?? '')?.[1];
  if (percent === undefined) return undefined;
  const share = (Number(percent) * total) / 100;
  return round === 'up' ? Math.ceil(share) : Math.floor(share);
}

/** True for 0 and 0%. */
export const isZero = (part: Part) => part.whole === 0 || /^0+%$/.test(part.text ?? '');
