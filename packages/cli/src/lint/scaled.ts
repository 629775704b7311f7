import type { Part } from '@probez/kubelet/manifest';

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
