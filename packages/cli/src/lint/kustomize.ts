import type { ManifestObject, Part } from '@probez/kubelet/manifest';

/** What cannot be judged before it is rendered. */
export interface Unrendered {
  readonly file: string;
  readonly part: Part;
  /** What to do. */
  readonly how: string;
}

/** How to render what stands here; undefined for what is rendered, or no such thing. */
export function isRendered(part: Part): string | undefined {
  const isKustomization = part.at('kind').text === 'Kustomization' || part.at('kind').text === 'Component';
  if (isKustomization && part.at('apiVersion').text?.startsWith('kustomize.config.k8s.io') !== false)
    return 'a kustomization: kustomize build DIRECTORY | probez lint -';
  const operations = part.items;
  if (operations.length > 0 && operations.every((one) => one.at('op').exists && one.at('path').text?.startsWith('/')))
    return 'a JSON patch: kustomize build DIRECTORY | probez lint -';
  if (part.at('apiVersion').text?.startsWith('v') && part.at('name').exists && !part.at('kind').exists)
    return 'a Helm chart: helm template CHART | probez lint -';
  return undefined;
}

/** `$patch: delete` and its like. */
const hasDirective = (part: Part, depth = 0): boolean =>
  depth < 10 &&
  (part.keys.some((key) => /^\$(patch|setElementOrder|retainKeys|deleteFromPrimitiveList)/.test(key)) ||
    [...part.items, ...part.keys.map((key) => part.at(key))].some((inner) => hasDirective(inner, depth + 1)));

/**
 * A strategic merge patch, or a resource that a kustomization gives its labels: a workload without a selector, and without
 * images, beside a kustomization or in a file that is called a patch.
 */
export function isPatch({ part, pods, foreign }: ManifestObject, kustomized: boolean): boolean {
  if (hasDirective(part)) return true;
  if (foreign || pods.length === 0) return false;
  const { pod, part: template } = pods[0] ?? {};
  if (pod === undefined || template === undefined) return false;
  const nothing = !template.at('spec', 'containers').exists && part.at('spec').keys.length > 0;
  const imageless = pod.containers.some((one) => one.image === '' && one.name !== '');
  const selectorless = part.at('kind').text !== 'Pod' && !part.at('spec', 'selector').exists;
  return selectorless && (nothing || imageless || kustomized);
}
