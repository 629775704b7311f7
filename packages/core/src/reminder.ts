import { harmless } from './events.ts';
import { isOk } from './policy.ts';
import type { Teller } from './teller.ts';
import { printableName } from './text.ts';
import type { Health, Logger, VerdictLine } from './types.ts';

/** How often the log is reminded of a readiness that fails. */
const EVERY_MS = 60_000;
/** How many checks a line names. */
const NAMED = 5;

/**
 * A transition is logged once and scrolls away. While readiness fails, one line a minute says which check, for how long and
 * why, so that the person on call need not search for the first line. Draining is expected and is not mentioned.
 */
export function remindOfReadiness(health: Health, logger: Logger, teller: Teller): void {
  const { clock } = health;
  /** Since when a check has failed; under the empty name readiness itself. */
  const since = new Map<string, number>();
  let cancel: (() => void) | undefined;

  const minutes = (name: string): string =>
    `${Math.floor((clock.now() - (since.get(name) ?? clock.now())) / 60_000)} min`;

  function note(name: string, failing: boolean): void {
    if (!failing) since.delete(name);
    else if (!since.has(name)) since.set(name, clock.now());
  }

  const describe = ({ name, state, reason = 'no reason' }: VerdictLine): string => {
    const age = state !== undefined && since.has(name) ? ` for ${minutes(name)}` : '';
    return `${printableName(name)}${age} (${reason})`;
  };

  const isFailing = (): boolean => health.phase === 'running' && !health.draining && !health.verdict('readiness').ok;

  function look(): void {
    const failing = isFailing();
    note('', failing);
    if (failing) cancel ??= clock.setTimer(EVERY_MS, tick);
    else {
      cancel?.();
      cancel = undefined;
    }
  }

  function tick(): void {
    cancel = undefined;
    look();
    if (!isFailing()) return;
    const failing = health.evaluate('readiness').lines.filter(({ status, excluded }) => !excluded && !isOk(status));
    const shown = failing.slice(0, NAMED).map(describe).join(', ');
    const more = failing.length > NAMED ? ` and ${failing.length - NAMED} more` : '';
    harmless(() => logger.warn(`probez: readiness: failing for ${minutes('')}: ${shown}${more}`));
  }

  teller.subscribe((event) => {
    if (event.type === 'check') note(event.name, !isOk(event.to));
  });
  // After every turn, not with the events alone: a stop while it fails is no transition, and leaves no timer.
  teller.onJudged(look);
}
