import { ProbezError } from '@probez/core';
import { hasMethods, refuse } from '@probez/core/internal';
import type { Registry } from 'prom-client';

/** Throws unless it is a registry that has none of these metrics yet. */
export function freeRegistry(registry: Registry, names: readonly string[]): Registry {
  if (!hasMethods(registry, ['getSingleMetric', 'removeSingleMetric']))
    refuse('registry', registry, 'a Registry of prom-client');
  const taken = names.find((name) => registry.getSingleMetric(name) !== undefined);
  if (taken === undefined) return registry;
  throw new ProbezError(
    'INVALID_OPTION',
    `the registry has a metric "${taken}" already; allowed: one health per registry. Give each health a registry with setDefaultLabels() of its own, and serve Registry.merge([...]).metrics()`,
  );
}
