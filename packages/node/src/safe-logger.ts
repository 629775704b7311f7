import type { Logger } from '@probez/core';

/** A logger whose errors are ignored, thrown or rejected. */
export function safeLogger(logger: Logger | false): Logger {
  const write =
    (level: 'info' | 'warn' | 'error') =>
    (line: string): void => {
      if (logger === false) return;
      try {
        const returned: unknown = logger[level](line);
        // It may write over a network; its rejection would be unhandled and end the process.
        void Promise.resolve(returned).catch(() => {});
      } catch {
        // The log is broken, so there is nowhere to report that.
      }
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
