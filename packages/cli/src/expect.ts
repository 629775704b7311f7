import type { PodSimulation } from '@probez/kubelet';
import { checkPromise, measuresOf } from '@probez/kubelet/matchers';
import type { RolloutReport } from '@probez/kubelet/rollout';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';

/**
 * Looks at each `--expect`, and says which are not kept.
 * @returns whether all are
 * @throws UsageError for a text that is no promise
 */
export function keepsPromises(promises: readonly string[], subject: RolloutReport | PodSimulation, io: Io): boolean {
  const measures = measuresOf(subject);
  try {
    const broken = promises.map((one) => checkPromise(one, measures)).filter((one) => !one.kept);
    for (const { promise, found } of broken) io.stderr.write(`probez simulate: not kept: ${promise} (${found})\n`);
    return broken.length === 0;
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--expect ${error.message}`);
    throw error;
  }
}
