import type { MainStack } from './main-stack.ts';
import type { StallReport } from './protocol.ts';
import { seconds } from './stall-view.ts';

const NATIVE = 'outside JavaScript (a system call or native code), so there is no stack to show until it returns';

/** What is written to standard error when a stall begins: with the stack, or with why it cannot be had at all. */
export function stallBegun(age: number, livenessMs: number, stack: MainStack | string): string {
  const head = `probez: the event loop has been stalled for ${seconds(age)}: readiness fails now, liveness after ${seconds(livenessMs)}.`;
  if (typeof stack === 'string') return `${head} No stack available: ${stack}.\n`;
  if (stack.native) return `${head} The main thread is ${NATIVE}.\n`;
  return `${head} The main thread is here:\n${stack.frames.map((frame) => `    at ${frame}\n`).join('')}`;
}

/** What is written to standard error when a stall has lasted too long. */
export function stallNotLive(age: number): string {
  return `probez: the event loop has been stalled for ${seconds(age)}: liveness fails now.\n`;
}

/** What the logger is told when a stall is over, in one line. */
export function stallOver({ durationMs, notLive, stack, native }: StallReport): string {
  const failed = notLive ? 'readiness and liveness' : 'readiness';
  const outside = native ? ', outside JavaScript' : '';
  const where = stack.length === 0 ? '' : `, ${native ? 'called from' : 'in'} ${innermost(stack)}`;
  return `probez: the event loop runs again after a stall of ${seconds(durationMs)}${outside}${where}; ${failed} failed meanwhile`;
}

/** The app's own frames say most; Node's internals only say how it came to be called. */
function innermost(stack: readonly string[]): string {
  const own = stack.filter((frame) => !frame.includes('(node:'));
  return (own.length > 0 ? own : stack).slice(0, 3).join(' < ');
}
