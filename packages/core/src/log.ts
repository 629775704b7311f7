import { harmless } from './events.ts';
import { isOk } from './policy.ts';
import { printableName } from './text.ts';
import type { HealthEvent, Logger, TransitionEvent } from './types.ts';

/** What health writes, each line once and as text: pino, winston and console all take that. */
export interface HealthLog {
  event(event: HealthEvent): void;
  /** A probe has come before the first start. */
  notStarted(): void;
}

export function createHealthLog(logger: Logger | false): HealthLog {
  if (logger === false) return { event() {}, notStarted() {} };
  let toldNotStarted = false;
  return {
    event: (event) => harmless(() => write(logger, event)),
    notStarted() {
      if (toldNotStarted) return;
      toldNotStarted = true;
      harmless(() => logger.warn(NOT_STARTED));
    },
  };
}

const NOT_STARTED =
  'probez: a probe request came before health.start() was called; until it is called, no check runs, and startup and readiness fail';

/** Returns what the logger returns: an asynchronous logger may reject, and the caller ignores that. */
function write(logger: Logger, event: HealthEvent): unknown {
  if (event.type === 'drain') return logger.info(`probez: draining: ${event.reason}`);
  if (isOk(event.to)) return logger.info(lineOf(event));
  return event.type === 'check' || event.expected ? logger.warn(lineOf(event)) : logger.error(lineOf(event));
}

function lineOf(event: TransitionEvent): string {
  const subject = event.type === 'check' ? `check ${printableName(event.name)}` : event.name;
  const times = event.consecutive > 1 ? ` after ${event.consecutive} in a row` : '';
  const duration = event.durationMs === undefined ? '' : ` (${Math.round(event.durationMs)} ms)`;
  const reason = event.reason === '' ? '' : `: ${event.reason}`;
  return `probez: ${subject}: ${event.from} -> ${event.to}${times}${duration}${reason}`;
}
