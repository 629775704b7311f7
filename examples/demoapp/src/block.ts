import type { ServerResponse } from 'node:http';
import { wholeNumber } from './config.ts';

/** Long enough to outlast every probe's patience, short enough to end by itself. */
const MAX_MS = 600_000;

/** How long a posted form asks to block, in milliseconds. Throws, with a message for people, where it makes no sense. */
export const blockMs = (text: string): number => wholeNumber('ms', text, 1, MAX_MS);

/** Blocks the event loop once the answer has gone out: whoever posted goes on to see what the probes say. */
export function blockAfter(response: ServerResponse, ms: number): void {
  response.once('close', () => setImmediate(blockEventLoop, ms));
}

/** A long computation. Its name is what an isolated probe port logs. */
function blockEventLoop(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
