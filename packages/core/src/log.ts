import { isOk } from './policy.ts';
import type { HealthEvent, Logger, TransitionEvent } from './types.ts';

/** A listener that writes each transition once, as one line of text: pino, winston and console all take that. */
export function logTransitions(logger: Logger): (event: HealthEvent) => void {
  return (event) => {
    if (event.type === 'drain') logger.info(`probez: draining: ${event.reason}`);
    else if (isOk(event.to)) logger.info(lineOf(event));
    else if (event.type === 'check' || event.expected) logger.warn(lineOf(event));
    else logger.error(lineOf(event));
  };
}

function lineOf(event: TransitionEvent): string {
  const subject = event.type === 'check' ? `check ${event.name}` : event.name;
  const times = event.consecutive > 1 ? ` after ${event.consecutive} in a row` : '';
  const duration = event.durationMs === undefined ? '' : ` (${Math.round(event.durationMs)} ms)`;
  const reason = event.reason === '' ? '' : `: ${event.reason}`;
  return `probez: ${subject}: ${event.from} -> ${event.to}${times}${duration}${reason}`;
}
