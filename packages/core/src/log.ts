import { isOk } from './policy.ts';
import type { HealthEvent, Logger, TransitionEvent } from './types.ts';

/** A listener that writes each transition once, as one line of text: pino, winston and console all take that. */
export function logTransitions(logger: Logger): (event: HealthEvent) => unknown {
  // Returned, because a logger may be asynchronous, and its rejection is nobody's but the listeners' to swallow.
  return (event) => {
    if (event.type === 'drain') return logger.info(`probez: draining: ${event.reason}`);
    if (isOk(event.to)) return logger.info(lineOf(event));
    return event.type === 'check' || event.expected ? logger.warn(lineOf(event)) : logger.error(lineOf(event));
  };
}

function lineOf(event: TransitionEvent): string {
  const subject = event.type === 'check' ? `check ${event.name}` : event.name;
  const times = event.consecutive > 1 ? ` after ${event.consecutive} in a row` : '';
  const duration = event.durationMs === undefined ? '' : ` (${Math.round(event.durationMs)} ms)`;
  const reason = event.reason === '' ? '' : `: ${event.reason}`;
  return `probez: ${subject}: ${event.from} -> ${event.to}${times}${duration}${reason}`;
}
