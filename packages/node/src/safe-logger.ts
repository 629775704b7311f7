import type { Logger } from '@probez/core';

/** A logger that can only watch: what it throws, and what it rejects with later, is nobody's trouble. */
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
        // There is nobody left to tell.
      }
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
