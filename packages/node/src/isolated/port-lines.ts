import type { PortState } from './port-life.ts';
import { seconds } from './stall-view.ts';

const MAIN_ANSWERS =
  'the main thread answers the probes: a busy event loop delays them, and a blocked one fails them all';

/** A line for the log. */
export interface PortLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly text: string;
}

/** What is said of a step, if anything is. `before` is absent in the beginning. */
export function lineFor(before: PortState | undefined, after: PortState, now: number): PortLine | undefined {
  const { barrier, phase, failures, reason, dueAt } = after;
  if (barrier !== undefined && barrier !== before?.barrier)
    return { level: 'error', text: `probez: ${barrier} ${MAIN_ANSWERS}` };
  if (before === undefined) return undefined;
  // It may be due already: to find out that the port is somebody else's takes its time.
  const wait = seconds(Math.max(0, dueAt - now));
  if (phase === 'deaf')
    return before.phase === 'deaf'
      ? undefined
      : {
          level: 'error',
          text: `probez: the probe port is down, and every probe fails: ${reason}. Next attempt in ${wait}`,
        };
  if (failures > before.failures || (before.phase === 'worker' && (phase === 'falling-back' || phase === 'main')))
    return {
      level: 'error',
      text: `probez: the worker of the probe port failed: ${reason}. Next attempt in ${wait}; until then ${MAIN_ANSWERS}`,
    };
  if (phase === 'worker' && before.phase !== 'worker' && before.served)
    return { level: 'info', text: 'probez: the worker of the probe port is running again' };
  return undefined;
}
