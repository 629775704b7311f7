import type { PodSimulation } from '@probez/kubelet';
import { checkPromise, measuresOf } from '@probez/kubelet/matchers';
import type { RolloutReport } from '@probez/kubelet/rollout';
import type { Subject } from './config/config.ts';
import { loadConfig } from './config/find.ts';
import type { InputFile } from './files.ts';
import type { Io } from './io.ts';
import { formatTimeline, linesOf } from './timeline.ts';
import { UsageError } from './usage-error.ts';

export interface Promising {
  readonly expect?: readonly string[] | undefined;
  readonly config?: string | undefined;
}

/** What the command line and probez.yaml promise. */
export async function promisesOf(
  kind: 'pod' | 'rollout',
  files: readonly InputFile[],
  subject: Subject,
  { expect = [], config }: Promising,
): Promise<readonly string[]> {
  const found = await loadConfig(config);
  const names = files.map(({ name }) => name);
  return [...expect, ...(found?.promisesOf(kind, names, subject) ?? [])];
}

/**
 * Looks at each promise, and says which are not kept; of a Pod with its timeline, for its simulation is printed for programs.
 * @returns whether all are
 * @throws UsageError for a text that is no promise
 */
export function keepsPromises(promises: readonly string[], subject: RolloutReport | PodSimulation, io: Io): boolean {
  const measures = measuresOf(subject);
  try {
    const broken = promises.map((one) => checkPromise(one, measures)).filter((one) => !one.kept);
    for (const { promise, found } of broken) io.stderr.write(`probez simulate: not met: ${promise} (${found})\n`);
    if (broken.length > 0 && 'records' in subject) io.stderr.write(formatTimeline([...linesOf(subject.records())]));
    return broken.length === 0;
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--expect ${error.message}`);
    throw error;
  }
}
