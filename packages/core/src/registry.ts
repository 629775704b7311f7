import { ProbezError } from './errors.ts';
import type { Entry } from './ledger.ts';
import { ages, holdsBack, isLate, isRetired } from './lifecycle.ts';
import { isPolled, validateCheck } from './options.ts';
import { expire, type Observation, type Policy, reduce } from './policy.ts';
import { addPolled } from './polled.ts';
import { addPushed } from './pushed.ts';
import { quote } from './quote.ts';
import type { Registrar, RegistrarOptions } from './registrar.ts';
import type { Check, CheckState, ProbeName } from './types.ts';

/** The registered checks, and the way from a result to a published state. */
export interface Registry {
  /** Throws where the check is bad or its name is taken. */
  add(check: Check): Entry;
  remove(entry: Entry): void;
  /** Health was started: publishes what was held back, and ages count from now. */
  renew(entry: Entry): void;
  /** Startup has passed: what served it alone is not run any more, and never gets stale. */
  retire(): void;
  /** Turns a stale state into its stale status. */
  expire(entry: Entry): void;
}

export function createRegistry(options: RegistrarOptions): Registry {
  const { clock, ledger, expected } = options;

  function observe(entry: Entry, observation: Observation): void {
    if (holdsBack(ledger.life)) {
      entry.held = observation;
      return;
    }
    // A result may come before the timer that tells that the last one is stale: after a busy loop.
    ledger.replace(entry, expire(entry.state, clock.now()));
    ledger.replace(entry, reduce(entry.state, observation, policyNow(entry), clock.now()));
  }

  /** Before `start()` nothing gets stale: ages count from there. */
  function policyNow({ policy }: Entry): Policy {
    return ages(ledger.life) ? policy : { ...policy, staleAfterMs: Number.POSITIVE_INFINITY };
  }

  function extend(entry: Entry, validUntil: number): void {
    ledger.replace(entry, Object.freeze({ ...entry.state, validUntil }));
  }

  const registrar: Registrar = {
    ...options,
    observe,
    newState: (check, probes) => initialState(check, probes, isLate(ledger.life, expected, check.name)),
  };

  return {
    add(check) {
      const probes = validateCheck(check);
      if (ledger.entries.has(check.name)) {
        throw new ProbezError(
          'DUPLICATE_CHECK',
          `a check named ${quote(check.name)} is already registered; unregister it first, or choose another name`,
        );
      }
      return isPolled(check) ? addPolled(registrar, check, probes) : addPushed(registrar, check, probes);
    },

    remove(entry) {
      if (!ledger.holds(entry)) return;
      ledger.remove(entry);
      entry.detach();
    },

    renew(entry) {
      const { held, policy, task } = entry;
      entry.held = undefined;
      if (held !== undefined) observe(entry, held);
      // A polled check without a result does not age: its first run has a timeout.
      const counts = (task === undefined || entry.state.completed) && !isRetired(ledger.life, entry);
      if (counts) extend(entry, clock.now() + policy.staleAfterMs);
    },

    retire() {
      for (const entry of ledger.entries.values()) {
        if (!isRetired(ledger.life, entry)) continue;
        entry.task?.remove();
        extend(entry, Number.POSITIVE_INFINITY);
      }
    },

    expire: (entry) => ledger.replace(entry, expire(entry.state, clock.now())),
  };
}

function initialState(check: Check, probes: readonly ProbeName[], late: boolean): CheckState {
  const { name, critical = true, shared = false, componentType, componentId } = check;
  return Object.freeze({
    name,
    probes,
    critical,
    shared,
    ...(componentType === undefined ? {} : { componentType }),
    ...(componentId === undefined ? {} : { componentId }),
    status: 'unknown',
    completed: false,
    decided: false,
    everPassed: false,
    late,
    failures: 0,
    successes: 0,
    validUntil: Number.POSITIVE_INFINITY,
    staleStatus: 'unknown',
  });
}
