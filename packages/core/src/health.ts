import { systemClock } from './clock.ts';
import { createListeners } from './events.ts';
import { createExpiry } from './expiry.ts';
import type { Facts } from './judge.ts';
import { logTransitions } from './log.ts';
import { PROBES, validateHealthOptions } from './options.ts';
import { isStale } from './policy.ts';
import { reasonOf } from './reason.ts';
import { createRegistry, type Entry } from './registry.ts';
import { remindOfReadiness } from './reminder.ts';
import { createRunWrappers } from './run-wrappers.ts';
import { createScheduler } from './scheduler.ts';
import { oneLine } from './text.ts';
import { createTransitions } from './transitions.ts';
import type {
  CheckState,
  Health,
  HealthEvent,
  HealthOptions,
  Phase,
  ProbeName,
  RunEvent,
  ServiceInfo,
  Snapshot,
} from './types.ts';
import { createView } from './view.ts';
import { waitFor } from './wait.ts';

/** The registry of checks and the source of every probe's answer. Nothing runs before `start()`. */
export function createHealth(options: HealthOptions = {}): Health {
  validateHealthOptions(options);
  const { clock = systemClock, logger = console, checks = [], defaults, concurrency = 8 } = options;
  const expected = [...new Set(options.expected)];
  const info = serviceInfo(options);

  let phase: Phase = 'idle';
  /** Nothing is told or latched before the first `start()` or `refresh()`: registering is no transition. */
  let active = false;
  let latched = false;
  let drainReason: string | undefined;
  let starting: Promise<void> | undefined;
  /** Counted per probe, so that a result costs the judging of the probes that its check serves, and no others. */
  const revisions: Record<ProbeName | 'any', number> = { liveness: 0, readiness: 0, startup: 0, any: 0 };
  let facts: Facts | undefined;
  /** The checks' states in registration order; undefined where the list of checks has changed. */
  let states: CheckState[] | undefined;
  /** Their copy in snapshots: the same list until something changes. */
  let handedOut: readonly CheckState[] | undefined;

  const listeners = createListeners<HealthEvent>();
  const runListeners = createListeners<RunEvent>();
  /** For those who wait: they may have begun before the first start, when no transition is told. */
  const judged = createListeners<void>();
  const wrappers = createRunWrappers();
  if (logger !== false) listeners.add(logTransitions(logger));

  const scheduler = createScheduler({ clock, concurrency });
  const registry = createRegistry({
    clock,
    scheduler,
    defaults,
    wrap: wrappers.wrap,
    // What startup expects has not come late: it is what startup waits for.
    isLate: (name) => phase === 'running' && (latched || !expected.includes(name)),
    // A startup check that comes after startup has nothing to wait for.
    isRetired,
    isRunning: () => phase === 'running',
    isStopped: () => phase === 'stopped',
    onChange: changed,
    onRun: runListeners.emit,
  });
  const { follow, ...view } = createView({
    info,
    clock,
    facts: currentFacts,
    revision: (selection) => revisions[typeof selection === 'string' ? selection : 'any'],
  });

  const transitions = createTransitions({
    clock,
    facts: currentFacts,
    verdict: view.verdict,
    emit: listeners.emit,
  });
  const expiry = createExpiry(clock, sweep);

  function currentFacts(): Facts {
    states ??= Array.from(registry.entries.values(), (entry) => entry.state);
    facts ??= {
      phase,
      draining: drainReason === undefined ? null : { reason: drainReason },
      started: latched,
      missing: expected.filter((name) => !registry.entries.has(name)),
      checks: states,
    };
    return facts;
  }

  /** A check has come or gone. */
  function forgetList(): void {
    states = undefined;
    handedOut = undefined;
    facts = undefined;
  }

  /** A check's state was replaced: tell of it if its status changed, and judge again if a verdict may have. */
  function changed(entry: Entry, from: CheckState): void {
    const { state } = entry;
    // In place: with many checks, a new list for each result would be most of the work.
    handedOut = undefined;
    const index = states?.indexOf(from) ?? -1;
    if (states !== undefined && index >= 0) states[index] = state;
    else forgetList();
    if (phase === 'running') expiry.expect(state.validUntil);
    const moved = from.status !== state.status;
    // A verdict that is thought to hold for longer than its states would outlive one of them.
    const shorter = state.validUntil < from.validUntil;
    const judge = moved || shorter || from.decided !== state.decided || from.everPassed !== state.everPassed;
    const touched = judge ? rejudge(entry.probes, state) : [];
    if (moved && active) {
      listeners.emit({
        type: 'check',
        name: entry.name,
        from: from.status,
        to: state.status,
        reason: state.reason ?? '',
        consecutive: Math.max(state.failures, state.successes),
        ...(state.durationMs === undefined ? {} : { durationMs: state.durationMs }),
        time: clock.time(),
      });
    }
    if (judge) announce(touched);
  }

  /**
   * Every write ends here: verdicts are made when something changes, so that a probe only reads them. They are made before
   * anybody is told, so that a listener who asks hears what is true now. Returns the probes that may have changed.
   */
  function rejudge(served: readonly ProbeName[] = PROBES, changedState?: CheckState): readonly ProbeName[] {
    // Readiness waits for startup, as long as there is something to wait for.
    const touched = !latched && served.includes('startup') ? PROBES : served;
    outdate(changedState === undefined ? touched : touched.filter((probe) => !follow(probe, changedState)));
    return touched;
  }

  function announce(touched: readonly ProbeName[]): void {
    if (active) tellTransitions(touched);
    judged.emit();
  }

  const judgeAgain = (): void => announce(rejudge());

  function outdate(touched: readonly ProbeName[]): void {
    revisions.any += 1;
    for (const probe of touched) revisions[probe] += 1;
  }

  function tellTransitions(touched: readonly ProbeName[]): void {
    const latches = !latched && phase !== 'stopped' && view.verdict('startup').ok;
    if (latches) latch();
    transitions.tell(latches ? PROBES : touched);
  }

  /** Startup has passed: for good. Its own checks have done their duty. */
  function latch(): void {
    latched = true;
    facts = undefined;
    for (const entry of registry.entries.values()) {
      if (!isRetired(entry)) continue;
      entry.task?.remove();
      registry.extend(entry, Number.POSITIVE_INFINITY);
    }
    outdate(PROBES);
  }

  function isRetired({ probes }: Pick<Entry, 'probes'>): boolean {
    return latched && probes.every((probe) => probe === 'startup');
  }

  function activate(): void {
    if (active) return;
    active = true;
    transitions.begin();
  }

  /** Tells of what has turned stale; gives the next moment at which something may. */
  function sweep(): number {
    const now = clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const entry of [...registry.entries.values()]) {
      if (isStale(entry.state, now)) registry.expire(entry);
      next = Math.min(next, entry.state.validUntil);
    }
    // Whoever was told may have stopped us.
    return phase === 'running' ? next : Number.POSITIVE_INFINITY;
  }

  async function start(): Promise<void> {
    if (phase === 'running') return starting;
    phase = 'running';
    facts = undefined;
    for (const entry of registry.entries.values()) {
      registry.release(entry);
      // Ages count from here: while nobody ran, nobody could beat. A polled check's first run has its time-out.
      const ages = entry.state.completed || entry.task === undefined;
      if (ages && !isRetired(entry)) registry.extend(entry, clock.now() + entry.policy.staleAfterMs);
    }
    activate();
    starting = scheduler.start();
    judgeAgain();
    return starting;
  }

  async function stop(): Promise<void> {
    if (phase === 'stopped') return;
    sweep();
    phase = 'stopped';
    facts = undefined;
    expiry.cancel();
    scheduler.stop();
    judgeAgain();
  }

  const health: Health = {
    ...view,
    clock,
    get phase() {
      return phase;
    },
    get draining() {
      return drainReason !== undefined;
    },
    start,
    stop,

    register(check) {
      try {
        const entry = registry.add(check);
        if (phase === 'running') expiry.expect(entry.state.validUntil);
        return () => {
          try {
            registry.remove(entry);
          } finally {
            forgetList();
            judgeAgain();
          }
        };
      } finally {
        // Also where somebody else's attach or detach throws: what it has pushed before that must not stand.
        forgetList();
        judgeAgain();
      }
    },

    async refresh() {
      activate();
      await Promise.all(Array.from(registry.entries.values(), (entry) => entry.task?.runNow()));
      judgeAgain();
      return health.snapshot();
    },

    drain(reason = SHUTTING_DOWN) {
      if (drainReason !== undefined) return;
      drainReason = typeof reason === 'string' ? oneLine(reason) || SHUTTING_DOWN : reasonOf(reason ?? SHUTTING_DOWN);
      facts = undefined;
      const touched = rejudge();
      listeners.emit({ type: 'drain', reason: drainReason, time: clock.time() });
      announce(touched);
    },

    subscribe: listeners.add,
    subscribeRuns: runListeners.add,
    wrapRuns: wrappers.add,

    snapshot(): Snapshot {
      const now = currentFacts();
      handedOut ??= Object.freeze([...now.checks]);
      return { ...now, checks: handedOut, at: clock.now(), time: clock.time(), info };
    },

    waitFor: (probe, waitOptions) => waitFor(health, judged.add, probe, waitOptions),
  };

  if (logger !== false) listeners.add(remindOfReadiness(health, logger));
  for (const check of checks) health.register(check);
  return health;
}

const SHUTTING_DOWN = 'shutting down';

/** Only what was given: JSON answers leave out the rest. */
function serviceInfo({ version, releaseId, serviceId, description }: HealthOptions): ServiceInfo {
  return Object.freeze({
    ...(version === undefined ? {} : { version }),
    ...(releaseId === undefined ? {} : { releaseId }),
    ...(serviceId === undefined ? {} : { serviceId }),
    ...(description === undefined ? {} : { description }),
  });
}
