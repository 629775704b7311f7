import type { Entry } from './ledger.ts';
import { isRetired } from './lifecycle.ts';
import { pollNumbers } from './options.ts';
import { normalizeError } from './outcome.ts';
import { isOk, type Observation } from './policy.ts';
import type { Registrar } from './registrar.ts';
import { createRunner } from './runner.ts';
import type { PolledCheck, ProbeName } from './types.ts';

/** Registers a check that is run: from its runs to observations. */
export function addPolled(registrar: Registrar, check: PolledCheck, probes: readonly ProbeName[]): Entry {
  const { clock, scheduler, ledger, defaults, wrap, onRun, observe, newState } = registrar;
  // Read once: a check may be renamed after its registration.
  const { name } = check;
  const policy = pollNumbers(check, defaults);

  const report = (observation: Observation): void => {
    observe(entry, observation);
    task.reported(isOk(entry.state.status));
  };
  const runner = createRunner({
    check,
    timeoutMs: policy.timeoutMs,
    clock,
    wrap,
    onReport({ result, outcome, durationMs }) {
      const time = clock.time();
      report({ result, time, durationMs });
      onRun({ type: 'run', name, outcome, durationMs, reason: result.reason ?? '', time });
    },
    onSettled: () => task.settled(),
  });
  const task = scheduler.add(runner, policy, () =>
    report({ result: normalizeError('the run that began before stop() has not finished'), time: clock.time() }),
  );
  const entry: Entry = {
    name,
    probes,
    policy,
    task,
    state: newState(check, probes),
    held: undefined,
    detach: () => task.remove(),
  };

  ledger.add(entry);
  // A startup check that comes after startup has nothing to wait for.
  if (isRetired(ledger.life, entry)) task.remove();
  else task.begin();
  return entry;
}
