import type { Clock } from './clock.ts';
import { ProbezError } from './errors.ts';
import { isPolled, pollNumbers, pushPolicy, validateCheck } from './options.ts';
import { type NormalResult, normalizeError, normalizeOutcome } from './outcome.ts';
import { expire, isOk, type Observation, type Policy, reduce } from './policy.ts';
import { quote } from './quote.ts';
import { createRunner } from './runner.ts';
import type { Scheduler, Task } from './scheduler.ts';
import type {
  Check,
  CheckState,
  PolledCheck,
  PollPolicy,
  ProbeName,
  PushedCheck,
  RunEvent,
  RunWrapper,
} from './types.ts';

/** A registered check: its published state and what keeps it up to date. */
export interface Entry {
  readonly name: string;
  readonly probes: readonly ProbeName[];
  state: CheckState;
  /** What was pushed while stopped: it is applied at the next start. */
  held: Observation | undefined;
  readonly policy: Policy;
  /** Polled checks only. */
  readonly task: Task | undefined;
  detach(): void;
}

export interface RegistryOptions {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly defaults: PollPolicy | undefined;
  readonly wrap: RunWrapper;
  /** Whether a check of that name that is registered now does not count until it has had its say. */
  readonly isLate: (name: string) => boolean;
  /** Whether a check that serves these probes would never be needed. */
  readonly isRetired: (check: { readonly probes: readonly ProbeName[] }) => boolean;
  readonly isRunning: () => boolean;
  /** Results are held back, not published. */
  readonly isStopped: () => boolean;
  /** A check's published state was replaced. */
  readonly onChange: (entry: Entry, from: CheckState) => void;
  readonly onRun: (event: RunEvent) => void;
}

/** The registered checks, in registration order, and the way from a result to a published state. */
export interface Registry {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Throws where the check is bad or its name is taken. */
  add(check: Check): Entry;
  remove(entry: Entry): void;
  /** Publishes what was held back. */
  release(entry: Entry): void;
  /** Turns a stale state into its stale status. */
  expire(entry: Entry): void;
  /** Changes when a state ends, without a result. */
  extend(entry: Entry, validUntil: number): void;
}

export function createRegistry(options: RegistryOptions): Registry {
  const { clock, scheduler, defaults, wrap, isLate, isRetired, isRunning, isStopped, onChange, onRun } = options;
  const entries = new Map<string, Entry>();

  function replace(entry: Entry, state: CheckState): void {
    const from = entry.state;
    if (state === from) return;
    entry.state = state;
    if (entries.get(entry.name) === entry) onChange(entry, from);
  }

  function observe(entry: Entry, observation: Observation): void {
    if (isStopped()) {
      entry.held = observation;
      return;
    }
    // A result may come before the timer that tells that the last one is stale: after a suspended process, a busy loop.
    replace(entry, expire(entry.state, clock.now()));
    replace(entry, reduce(entry.state, observation, policyNow(entry), clock.now()));
  }

  /** While nothing has started, nobody is late: the age of what is pushed counts from `start()`. */
  function policyNow({ policy, task }: Entry): Policy {
    return task === undefined && !isRunning() ? { ...policy, staleAfterMs: Number.POSITIVE_INFINITY } : policy;
  }

  function addPolled(check: PolledCheck, probes: readonly ProbeName[]): Entry {
    const { name } = check;
    const numbers = pollNumbers(check, defaults);
    const report = (observation: Observation): void => {
      observe(entry, observation);
      task.reported(isOk(entry.state.status));
    };
    const runner = createRunner({
      check,
      timeoutMs: numbers.timeoutMs,
      clock,
      wrap,
      onReport({ result, outcome, durationMs }) {
        const time = clock.time();
        onRun({ type: 'run', name, outcome, durationMs, reason: result.reason ?? '', time });
        report({ result, time, durationMs });
      },
      onSettled: () => task.settled(),
    });
    const task = scheduler.add(runner, numbers, () =>
      report({ result: normalizeError('the run from before the restart has not settled'), time: clock.time() }),
    );
    const entry: Entry = {
      name: check.name,
      probes,
      state: initialState(check, probes, isLate(check.name)),
      held: undefined,
      policy: numbers,
      task,
      detach: () => task.remove(),
    };
    entries.set(check.name, entry);
    if (isRetired(entry)) task.remove();
    else task.begin();
    return entry;
  }

  function addPushed(check: PushedCheck, probes: readonly ProbeName[]): Entry {
    const policy = pushPolicy(check);
    let detached = false;
    let release: unknown;
    const entry: Entry = {
      name: check.name,
      probes,
      state: {
        ...initialState(check, probes, isLate(check.name)),
        staleStatus: check.staleStatus ?? 'unknown',
        // Before the first start no age counts; start() sets it.
        ...(isRunning() && !isRetired({ probes }) ? { validUntil: clock.now() + policy.staleAfterMs } : {}),
      },
      held: undefined,
      policy,
      task: undefined,
      detach() {
        detached = true;
        if (typeof release === 'function') release();
      },
    };
    const publish = (result: NormalResult): void => {
      if (!detached) observe(entry, { result, time: clock.time() });
    };
    const push = (value: unknown): void => publish(isPromise(value) ? unfinished(value) : normalizeOutcome(value));
    const settleLater = async (attaching: unknown): Promise<void> => {
      try {
        release = await attaching;
        if (detached && typeof release === 'function') release();
      } catch (error) {
        publish(normalizeError(error));
      }
    };
    entries.set(check.name, entry);
    try {
      release = check.attach(push);
      if (isPromise(release)) void settleLater(release);
    } catch (error) {
      entries.delete(check.name);
      throw error;
    }
    return entry;
  }

  return {
    entries,

    add(check) {
      const probes = validateCheck(check);
      if (entries.has(check.name)) {
        throw new ProbezError(
          'DUPLICATE_CHECK',
          `a check named ${quote(check.name)} is already registered; unregister it first, or choose another name`,
        );
      }
      return isPolled(check) ? addPolled(check, probes) : addPushed(check, probes);
    },

    remove(entry) {
      if (entries.get(entry.name) !== entry) return;
      entries.delete(entry.name);
      entry.detach();
    },

    release(entry) {
      const { held } = entry;
      entry.held = undefined;
      if (held !== undefined) observe(entry, held);
    },

    expire: (entry) => replace(entry, expire(entry.state, clock.now())),
    extend: (entry, validUntil) => replace(entry, Object.freeze({ ...entry.state, validUntil })),
  };
}

function isPromise(value: unknown): boolean {
  try {
    return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
  } catch {
    return false;
  }
}

/** Nobody waits for a promise that is pushed: taken for a result, it would pass whatever becomes of it. */
function unfinished(promise: unknown): NormalResult {
  Promise.resolve(promise).catch(() => {});
  return { status: 'fail', reason: 'a promise was pushed; push what it resolves with' };
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
