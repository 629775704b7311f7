import { playRollout } from '@probez/kubelet/rollout';
import { exitCode } from '../command.ts';
import { keepsPromises, type Promising, promisesOf } from '../expect.ts';
import type { InputFile } from '../files.ts';
import { readFormat } from '../format.ts';
import type { Io } from '../io.ts';
import { written } from '../simulate/html.ts';
import { assumptionNotes } from '../simulate/scripts.ts';
import { rolloutPage } from '../ui/rollout-page.ts';
import { UsageError } from '../usage-error.ts';
import { type RolloutValues, readPlan, rolloutOptions } from './plan.ts';
import { formatRollout } from './text.ts';

const formats = ['text', 'full', 'json'] as const;

/** Any option of a rollout asks for one. */
export const isRollout = (values: object) => Object.keys(rolloutOptions).some((key) => key in values);

/** Plays the rollout that files and options describe. */
export async function runRollout(
  files: readonly InputFile[],
  values: RolloutValues &
    Promising & {
      readonly format?: string | undefined;
      readonly json?: boolean | undefined;
      readonly html?: string | undefined;
    },
  io: Io,
): Promise<number> {
  for (const other of ['real-time', 'delete-after'])
    if (other in values) throw new UsageError(`--${other} cannot be combined with a rollout`);
  const format = readFormat(formats, values);
  const plan = await readPlan(files, values, io);
  const promised = await promisesOf('rollout', files, plan.workload, values);
  const { report, assumptions } = playRollout(plan);
  for (const note of [...plan.notes, ...assumptionNotes(assumptions)]) io.stderr.write(`probez simulate: ${note}\n`);
  const kept = keepsPromises(promised, report, io);
  const text =
    format === 'json' ? `${JSON.stringify(report, null, 1)}\n` : formatRollout(report, format === 'full' || !kept);
  const page = () => rolloutPage(report, formatRollout(report, true));
  io.stdout.write(written({ text, page }, values, io));
  return report.done && kept ? exitCode.ok : exitCode.failed;
}
