import { holdWhileAwaited } from './awaited.ts';
import type { Clock } from './clock.ts';
import { createExpiry } from './expiry.ts';
import { judge } from './judge.ts';
import { createLedger, type Ledger, type Write } from './ledger.ts';
import { ages } from './lifecycle.ts';
import { reasonOf } from './reason.ts';
import { createRegistry } from './registry.ts';
import { createScheduler } from './scheduler.ts';
import { createTallies } from './tallies.ts';
import { createTeller, type Teller } from './teller.ts';
import { oneLine } from './text.ts';
import { createTransitions } from './transitions.ts';
import { createTurn } from './turn.ts';
import type { Check, HealthOptions, HealthView, RunEvent, RunWrapper, ServiceInfo } from './types.ts';
import { createView } from './view.ts';

const SHUTTING_DOWN = 'shutting down';

export interface DriverOptions extends Pick<HealthOptions, 'expected' | 'defaults' | 'concurrency'> {
  readonly clock: Clock;
  readonly info: ServiceInfo;
  readonly wrap: RunWrapper;
  readonly onRun: (event: RunEvent) => void;
}

/** Carries out what each step of the lifecycle asks for, and reports once per turn of the event loop what has changed. */
export interface Driver {
  readonly ledger: Ledger;
  readonly view: HealthView;
  readonly teller: Teller;
  register(check: Check): () => void;
  start(): Promise<void>;
  stop(): Promise<void>;
  drain(reason?: string): void;
  /** Resolves when every polled check has been run once more. */
  refresh(): Promise<void>;
}

export function createDriver({ clock, info, wrap, onRun, defaults, ...options }: DriverOptions): Driver {
  const expected = [...new Set(options.expected)];
  const ledger = createLedger(expected, onWrite);
  const tallies = createTallies({ circumstances: ledger.circumstances, checks: () => ledger.facts().checks });
  const view = createView({
    info,
    clock,
    facts: ledger.facts,
    writes: ledger.writes,
    judge: (selection, now) =>
      typeof selection === 'string' ? tallies.judge(selection, now) : judge(ledger.facts(), selection, now),
  });
  const scheduler = createScheduler({ clock, concurrency: options.concurrency ?? 8 });
  const registry = createRegistry({ clock, scheduler, ledger, expected, defaults, wrap, onRun });
  const transitions = createTransitions({ clock, ledger, view });
  const teller = createTeller();
  const expiry = createExpiry(clock, sweep);
  const turn = createTurn(settle);
  let starting: Promise<void> | undefined;

  /** Notes what was written, and no more: whoever reads judges, and the turn's end tells. */
  function onWrite({ entry, from, matters }: Write): void {
    if (entry !== undefined && ages(ledger.life)) expiry.expect(entry.state.validUntil);
    if (!matters) return;
    if (entry === undefined || from === undefined) tallies.forget();
    else {
      tallies.note({ from, to: entry.state });
      transitions.note(entry, from);
    }
    turn.note();
  }

  function settle(): void {
    latch();
    teller.tell(transitions.collect());
  }

  function latch(): void {
    const passes = !ledger.life.started && view.verdict('startup').ok;
    if (passes && ledger.step({ type: 'passed' })) registry.retire();
  }

  /** Turns what is stale into that; gives the next moment at which something may be. */
  function sweep(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const entry of ledger.entries.values()) {
      registry.expire(entry);
      next = Math.min(next, entry.state.validUntil);
    }
    return next;
  }

  return {
    ledger,
    view,
    teller,
    register(check) {
      const entry = registry.add(check);
      return () => registry.remove(entry);
    },
    start() {
      if (ledger.step({ type: 'start' })) {
        for (const entry of ledger.entries.values()) registry.renew(entry);
        transitions.begin();
        starting = holdWhileAwaited(clock, scheduler.start());
        latch();
      }
      return starting ?? Promise.resolve();
    },

    async stop() {
      if (ledger.life.phase === 'stopped') return;
      // The last judgement: after `stop` the states are frozen as they are now.
      sweep();
      latch();
      ledger.step({ type: 'stop' });
      expiry.cancel();
      scheduler.stop();
    },

    drain(given) {
      if (ledger.life.draining !== null) return;
      const reason = drainReason(given);
      // Reported at once, after what was written before it. A worker that answers the probes must know before the app can
      // block the event loop on its way out.
      turn.end();
      ledger.step({ type: 'drain', reason });
      teller.tell([{ type: 'drain', reason, time: clock.time() }]);
      turn.end();
    },

    async refresh() {
      transitions.begin();
      await Promise.all(Array.from(ledger.entries.values(), (entry) => entry.task?.runNow()));
    },
  };
}

/** One line, whatever JavaScript hands in. */
function drainReason(given: unknown): string {
  if (typeof given === 'string') return oneLine(given) || SHUTTING_DOWN;
  return given === undefined || given === null ? SHUTTING_DOWN : reasonOf(given);
}
