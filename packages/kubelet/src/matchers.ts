/**
 * Matchers for Vitest and Jest: `expect(simulation).toKeep('ready < 30s')`.
 * @module
 */

import { checkPromise, measuresOf } from './promises.ts';
import type { RolloutReport } from './rollout/report.ts';
import type { PodSimulation } from './simulation/pod-simulation.ts';

export type { Kept, Measure, Measures } from './promises.ts';
export { checkPromise, measuresOf };

/** Matchers for `expect.extend` of vitest and Jest. */
export const matchers = {
  /**
   * Checks expectations: `expect(report).toKeep('lost = 0', 'done < 60s')`.
   * @throws RangeError for a text that is not an expectation
   */
  toKeep(received: RolloutReport | PodSimulation, ...promises: string[]) {
    const measures = measuresOf(received);
    const all = promises.map((one) => checkPromise(one, measures));
    const wanted = all.filter((one) => !one.kept);
    const lines = (some: typeof all) => some.map(({ promise, found }) => `  ${promise}: ${found}`).join('\n');
    return {
      pass: wanted.length === 0,
      message: () =>
        wanted.length === 0
          ? `these expectations were met:\n${lines(all)}`
          : `these expectations were not met:\n${lines(wanted)}`,
    };
  },
};
