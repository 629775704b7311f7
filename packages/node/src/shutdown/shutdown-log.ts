import type { Logger } from '@probez/core';
import type { OpenRequest } from './exchange.ts';
import type { HookResult } from './hooks.ts';
import { errorText, named, plural, seconds } from './lines.ts';
import type { HookStage, ShutdownReport } from './types.ts';

interface Counts {
  open(): readonly OpenRequest[];
  idle(): number;
}

/** One line per phase, and one per hook. A logger that throws harms nobody. */
export function createShutdownLog(logger: Logger | false) {
  const write = (level: 'info' | 'warn' | 'error', line: string): void => {
    if (logger === false) return;
    try {
      logger[level](`probez: shutdown: ${line}`);
    } catch {
      // There is nobody left to tell.
    }
  };
  const counts = ({ open, idle }: Counts): string =>
    `${plural(open().length, 'request')} in flight, ${plural(idle(), 'idle connection')}`;

  return {
    warn: (line: string): void => write('warn', line),
    draining(reason: string, delayMs: number, traffic: Counts, development: string | undefined): void {
      const why = development === undefined ? '' : ` (no delay in development: ${development})`;
      const then = delayMs > 0 ? `closing in ${seconds(delayMs)}` : `closing at once${why}`;
      write('info', `draining (${reason}): not ready, ${then}; ${counts(traffic)}`);
    },
    /** A signal that was told again: nothing changes. */
    joined(signal: string, { reason, sinceMs }: { readonly reason: string; readonly sinceMs: number }): void {
      write('info', `${signal} joins what began ${seconds(sinceMs)} ago (${reason})`);
    },
    hurried(signal: string): void {
      write('info', `${signal} at a terminal: closing without further delay; once more ends it at once`);
    },
    closing(durationMs: number, traffic: Counts, drainTimeoutMs: number): void {
      write(
        'info',
        `closing after ${seconds(durationMs)}: accepting nothing new, ${seconds(drainTimeoutMs)} to finish; ${counts(traffic)}`,
      );
    },
    cut(durationMs: number, cut: readonly OpenRequest[]): void {
      const what = cut.length === 0 ? 'idle connections' : `${plural(cut.length, 'request')}: ${named(cut)}`;
      write('warn', `drain time-out after ${seconds(durationMs)}: cut ${what}`);
    },
    closed(durationMs: number, hooks: number): void {
      write('info', `closed after ${seconds(durationMs)}: no connection left, ${plural(hooks, 'onClose hook')} to run`);
    },
    hook(stage: HookStage, { name, outcome, durationMs, error }: HookResult): void {
      const why = outcome === 'failed' ? `: ${errorText(error)}` : '';
      write(
        outcome === 'done' ? 'info' : 'error',
        `${stage} hook ${JSON.stringify(name)} ${outcome} after ${seconds(durationMs)}${why}`,
      );
    },
    exited({ cause, exitCode, durationMs, cut, reason }: ShutdownReport): void {
      const code = `exit code ${exitCode}`;
      if (cause === 'finished') {
        write(exitCode === 0 ? 'info' : 'error', `finished in ${seconds(durationMs)} (${reason}), ${code}`);
        return;
      }
      const open = cut.length === 0 ? 'no request was open' : `still open: ${named(cut)}`;
      const why = cause === 'forced' ? 'told to end at once' : 'the deadline is over';
      write('error', `${why} after ${seconds(durationMs)} (${reason}), ${code}; ${open}`);
    },
    /** Runs what must not stop the shutdown. */
    async guard(run: () => unknown): Promise<void> {
      try {
        await run();
      } catch (error) {
        write('error', errorText(error));
      }
    },
  };
}

export type ShutdownLog = ReturnType<typeof createShutdownLog>;
