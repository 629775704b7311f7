import type { ShutdownOptions } from '@probez/node';
import { deferred } from '../support/fake-health.ts';

/** A drain that lasts until the test says so. */
export function holding(): { readonly options: Partial<ShutdownOptions>; go(): void } {
  const { promise, resolve } = deferred();
  return {
    options: { delayMs: 0, whileDraining: { name: 'the test', timeoutMs: 20_000, run: () => promise } },
    go: resolve,
  };
}
