import type { Io } from './io.ts';

/** What a file under commands/ exports. */
export interface Command {
  /** The text of `probez help NAME`: usage, options, exit codes, examples. Ends with a newline. */
  readonly help: string;
  /** Does the work and gives the exit code: 0 fine, 1 what was looked at failed, 2 it could not be looked at. Bad usage throws a UsageError. */
  run(args: string[], io: Io): Promise<number>;
}

/** A row of the command table: the file is loaded only when its command is asked for. */
export interface CommandEntry {
  /** One line for `probez --help`. */
  readonly summary: string;
  load(): Promise<Command>;
}

/** Exit codes, the same for every command. */
export const exitCode = { ok: 0, failed: 1, usage: 2 } as const;
