// @ts-nocheck
import { ignore, isThenable } from './events.ts';
import type { Entry } from './ledger.ts';
import { ages, isRetired } from './lifecycle.ts';
import { pushPolicy } from './options.ts';
import { type NormalResult, normalizeError, normalizeOutcome } from './outcome.ts';
import type { Registrar } from './registrar.ts';
import type { ProbeName, PushedCheck } from './types.ts';

/** Registers a check that tells its results. Throws what `attach` throws, and leaves nothing behind then. */
export function addPushed(registrar: Registrar, check: PushedCheck, probes: readonly ProbeName[]): Entry {
  const { clock, ledger, observe, newState } = registrar;
  const policy = pushPolicy(check);
  let detached = false;
  let release: unknown;

  const entry: Entry = {
    name: check.name,
    probes,
    policy,
    task: undefined,
    state: {
      ...newState(check, probes),
      staleStatus: check.staleStatus ?? 'unknown',
      // Before the first start no age counts; start() sets it.
      ...(ages(ledger.life) && !isRetired(ledger.life, { probes })
        ? { validUntil: clock.now() + policy.staleAfterMs }
        : {}),
    },
    held: undefined,
    detach() {
      detached = true;
      letGo();
    },
  };
  // May be asynchronous: nobody waits for it.
  const letGo = (): void => {
    if (typeof release === 'function') ignore(release());
  };
  const publish = (result: NormalResult): void => {
    observe(entry, { result, time: clock.time() });
  };
  const push = (value: unknown): void => publish(isThenable(value) ? unfinished(value) : normalizeOutcome(value));
  const settleLater = async (attaching: unknown): Promise<void> => {
    try {
      release = await attaching;
      if (detached) letGo();
    } catch (error) {
      publish(normalizeError(error));
    }
  };

  ledger.add(entry);
  try {
    release = check.attach(push);
    if (isThenable(release)) void settleLater(release);
  } catch (error) {
    ledger.remove(entry);
    throw error;
  }
  return entry;
}

/** Nobody waits for a promise that is pushed: taken for a result, it would pass whatever becomes of it. */
function unfinished(promise: unknown): NormalResult {
  ignore(promise);
  return { status: 'fail', reason: 'a promise was pushed; push the value that it resolves to' };
}
