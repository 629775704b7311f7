import type { CheckResult, PolledCheck } from '@probez/core';

/** Runs a check once, as Probez does, and gives what it said. */
export async function runOnce(check: PolledCheck, signal = new AbortController().signal): Promise<CheckResult> {
  const outcome = await check.run({ name: check.name, signal, step: () => {} });
  if (!isResult(outcome)) throw new Error('a ready-made check returns a result');
  return outcome;
}

function isResult(value: unknown): value is CheckResult {
  return typeof value === 'object' && value !== null && 'status' in value;
}

/** A run that is aborted when told. Rejects with the reason if the check has let go. */
export function start(check: PolledCheck) {
  const controller = new AbortController();
  const steps: string[] = [];
  const outcome = Promise.resolve(
    check.run({ name: check.name, signal: controller.signal, step: (doing) => void steps.push(doing) }),
  );
  outcome.catch(() => {});
  return { outcome, steps, abort: () => controller.abort(new Error('timed out')) };
}

export const ticks = async (count = 5): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
