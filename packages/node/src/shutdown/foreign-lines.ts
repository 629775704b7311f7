import { quote } from '@probez/core/internal';
import type { Foreign } from './foreign.ts';
import { named } from './lines.ts';
import type { ShutdownPhase } from './machine.ts';
import type { OpenRequest } from './open-request.ts';

/** Somebody else has ended the process. */
export interface Interruption {
  readonly by: string;
  readonly phase: ShutdownPhase;
  readonly open: readonly OpenRequest[];
  /** What had begun and had not ended. */
  readonly running: readonly string[];
  /** The names of `onClose` hooks that had not been started. */
  readonly left: readonly string[];
}

export const heardByLine = (signal: string, { name, instead }: Foreign): string =>
  `${signal} is also handled by ${name}, which shuts down at once. Instead: ${instead}`;

/** What was closed, by whom as far as is known, and what to do instead. */
export function closedByOthersLine(gone: readonly string[], reason: string, foreign: readonly Foreign[]): string {
  const seen = foreign.filter(({ unseen }) => !unseen);
  const instead = seen.flatMap((one) => one.instead ?? []).join('; ') || 'let only gracefulShutdown close it';
  return `${gone.join(', ')} was closed during the drain by ${suspects(reason, seen)}, so new requests are refused. Instead: ${instead}`;
}

/** `close-with-grace`, or `somebody else (SIGTERM is also handled by () => server.close())`. */
export function suspects(reason: string, foreign: readonly Foreign[]): string {
  const namesOf = (list: readonly Foreign[]): string => list.map(({ name }) => name).join(', ');
  const known = foreign.filter(({ instead }) => instead !== undefined);
  const others = foreign.filter(({ instead }) => instead === undefined);
  const heard = others.length > 0 ? ` (${reason} is also handled by ${namesOf(others)})` : '';
  return `${namesOf(known) || 'somebody else'}${heard}`;
}

/** For a server that still listens, while other code destroys every new connection. */
export const refusedByOthersLine = (server: string, reason: string, foreign: readonly Foreign[]): string =>
  `since the drain began, every new connection to ${server} has been destroyed by ${suspects(reason, foreign)}. Instead: let only ` +
  'gracefulShutdown close connections';

export function interruptedLine({ by, phase, open, running, left }: Interruption): string {
  const cut = running.length === 0 ? '' : `, interrupted: ${running.join(', ')}`;
  const hooks =
    left.length === 0 ? '' : `, onClose hooks that were started but not awaited: ${left.map(quote).join(', ')}`;
  const what = open.length === 0 ? '' : `, still open: ${named(open)}`;
  return `process.exit() was called while ${phase} by ${by}${what}${cut}${hooks}. Instead: let gracefulShutdown end the process`;
}
