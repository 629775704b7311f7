import { closeSync, constants, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/**
 * Whether somebody may sit at the other end: the process has a controlling terminal. Standard input does not tell, because
 * npm, tsx and their like put a pipe in its place; a service of Docker, systemd or PM2 has none.
 */
export function hasTerminal(): boolean {
  // There SIGINT is Ctrl-C in a console, and nothing else is.
  if (process.platform === 'win32') return true;
  try {
    closeSync(openSync('/dev/tty', constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY));
    return true;
  } catch (error) {
    // Node's permission model may forbid to look.
    return error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED' && isatty(0);
  }
}

/** Why this is a developer's machine, if it is: there nobody waits for load balancers. Nothing else is guessed. */
export function developmentOf(): string | undefined {
  if (process.env.WATCH_REPORT_DEPENDENCIES !== undefined) return 'node --watch';
  return isatty(0) ? 'standard input is a terminal' : undefined;
}
