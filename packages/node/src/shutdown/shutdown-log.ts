import type { Logger } from '@probez/core';
import { oneLine, peek, quote, reasonOf } from '@probez/core/internal';
import { safeLogger } from '../safe-logger.ts';
import type { Foreign } from './foreign.ts';
import {
  closedByOthersLine,
  heardByLine,
  type Interruption,
  interruptedLine,
  refusedByOthersLine,
} from './foreign-lines.ts';
import type { HookResult } from './hooks.ts';
import { type Counted, counts, named, nounOf, plural, seconds } from './lines.ts';
import type { OpenRequest } from './open-request.ts';
import type { HookStage, ShutdownReport } from './types.ts';
import { createUncaughtLines } from './uncaught.ts';

/** One line per phase, and one per hook. A logger that throws harms nobody. */
export function createShutdownLog(logger: Logger | false) {
  /** What went wrong on the way: the last word about an end that was not clean. */
  const troubles: string[] = [];
  const uncaught = createUncaughtLines();
  const safe = safeLogger(logger);
  const write = (level: 'info' | 'warn' | 'error', line: string): void => {
    if (level !== 'info') troubles.push(`probez: shutdown: ${line}`);
    safe[level](`probez: shutdown: ${line}`);
  };

  return {
    troubles: (): string => troubles.join('\n'),
    /** With its stack, as Node would show it. */
    uncaught(error: unknown, origin: string): void {
      const line = uncaught.lineOf(`${origin}: ${stackOf(error)}`);
      if (line !== undefined) write('error', line);
    },
    warn: (line: string): void => write('warn', line),
    draining(reason: string, delayMs: number, traffic: Counted, development: string | undefined): void {
      const why = development === undefined ? '' : ` (no delay in development: ${development})`;
      const then = delayMs > 0 ? `closing in ${seconds(delayMs)}` : `closing at once${why}`;
      write('info', `draining (${reason}): not ready, ${then}; ${counts(traffic)}`);
    },
    /** A signal that was told again: nothing changes. */
    joined(signal: string, { reason, sinceMs }: { readonly reason: string; readonly sinceMs: number }): void {
      write('info', `${signal}: the shutdown that began ${seconds(sinceMs)} ago (${reason}) continues`);
    },
    /** What cannot be seen is closed by somebody else, as far as is known. */
    heardBy: (signal: string, foreign: Foreign): void => write('warn', heardByLine(signal, foreign)),
    closedByOthers: (gone: readonly string[], reason: string, foreign: readonly Foreign[]): void =>
      write('warn', closedByOthersLine(gone, reason, foreign)),
    refusedByOthers: (server: string, reason: string, foreign: readonly Foreign[]): void =>
      write('warn', refusedByOthersLine(server, reason, foreign)),
    interrupted: (interruption: Interruption): void => write('error', interruptedLine(interruption)),
    /** Something could not be closed. */
    problem: (error: unknown): void => write('error', `a server could not be stopped: ${reasonOf(error)}`),
    hurried(signal: string): void {
      write('info', `${signal} at a terminal: closing without further delay; send it again to exit immediately`);
    },
    closing(durationMs: number, traffic: Counted, drainTimeoutMs: number): void {
      write(
        'info',
        `closing after ${seconds(durationMs)}: accepting no new connections, ${seconds(drainTimeoutMs)} to finish; ${counts(traffic)}`,
      );
    },
    cut(durationMs: number, cut: readonly OpenRequest[], idle: number): void {
      const what =
        cut.length > 0
          ? `${plural(cut.length, nounOf(cut))}: ${named(cut)}`
          : idle > 0
            ? plural(idle, 'idle connection')
            : 'connections that cannot be counted';
      write('warn', `drain timeout after ${seconds(durationMs)}: cut ${what}`);
    },
    closed(durationMs: number, hooks: number, { uncounted }: Counted): void {
      // Of what cannot be counted it is only known that it has stopped.
      const what = uncounted.length > 0 ? 'everything has stopped' : 'no connections left';
      write('info', `closed after ${seconds(durationMs)}: ${what}, ${plural(hooks, 'onClose hook')} to run`);
    },
    /** `asked`: somebody began to wait for the end while it ran. */
    hook(stage: HookStage, { name, outcome, durationMs, error }: HookResult, asked: boolean): void {
      const hint = asked && outcome === 'timeout' ? `: ${WAITS_FOR_ITSELF}` : '';
      const level = outcome === 'done' ? 'info' : 'error';
      write(
        level,
        `${stage} hook ${quote(name)} ${WORDS[outcome]} after ${seconds(durationMs)}${because(outcome, error)}${hint}`,
      );
    },
    /** What is no hook of the app's. */
    own({ name, outcome, durationMs, error }: HookResult): void {
      write('error', `${name} ${WORDS[outcome]} after ${seconds(durationMs)}${because(outcome, error)}`);
    },
    /** `running`: what has begun and has not ended. */
    exited({ cause, exitCode, durationMs, cut, reason }: ShutdownReport, running: readonly string[]): void {
      const more = uncaught.rest();
      if (more !== undefined) write('error', more);
      const code = `exit code ${exitCode}`;
      if (cause === 'finished') {
        write(exitCode === 0 ? 'info' : 'error', `finished in ${seconds(durationMs)} (${reason}), ${code}`);
        return;
      }
      const open = cut.length === 0 ? 'no request was open' : `still open: ${named(cut)}`;
      const why = cause === 'forced' ? 'asked to exit immediately' : 'deadline reached';
      const hanging = running.length === 0 ? '' : `; still running: ${running.join(', ')}`;
      write('error', `${why} after ${seconds(durationMs)} (${reason}), ${code}; ${open}${hanging}`);
    },
    /** Runs what must not stop the shutdown. */
    async guard(what: string, run: () => unknown): Promise<void> {
      try {
        await run();
      } catch (error) {
        write('error', `${what} failed: ${reasonOf(error)}`);
      }
    },
  };
}

const WORDS = { done: 'done', failed: 'failed', timeout: 'timed out' } as const;

const because = (outcome: HookResult['outcome'], error: unknown): string =>
  outcome === 'failed' ? `: ${reasonOf(error)}` : '';

const WAITS_FOR_ITSELF =
  "shutdown() or the app's close() was called during the hook: a hook that waits for either of them waits for itself";

const MAX_STACK = 3_000;

/** The one text of several lines: cut to lines, each of which is made safe. */
function stackOf(error: unknown): string {
  const stack = peek(error, 'stack');
  const frames =
    typeof stack === 'string'
      ? stack
          .slice(0, MAX_STACK)
          .split('\n')
          .filter((line) => /^\s+at /.test(line))
      : [];
  return [reasonOf(error), ...frames.map((frame) => `    ${oneLine(frame)}`)].join('\n');
}

export type ShutdownLog = ReturnType<typeof createShutdownLog>;
