import type { Health, Logger } from '@probez/core';
import { safeLogger } from '../safe-logger.ts';

/**
 * Says why a process ends by itself while its probe port is open: whoever sees a port that listens expects the process to stay.
 * Returns what forgets it, for when the port is closed.
 */
export function watchForEnd(health: Health, logger: Logger | false): () => void {
  const tell = (): void => {
    // Whoever has told health to stop ends on purpose.
    if (health.draining || health.phase !== 'running') return;
    safeLogger(logger).warn(
      'probez: the process ends, because nothing keeps it alive: no server, no connection, no timer. The probe port does not',
    );
  };
  process.once('beforeExit', tell);
  return () => process.off('beforeExit', tell);
}
