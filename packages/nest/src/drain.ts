import type { Server } from 'node:http';
import type { HttpAdapterHost } from '@nestjs/core';
import type { Health, Logger } from '@probez/core';
import { type GracefulShutdown, gracefulShutdown, type ProbePort } from '@probez/node';
import type { ProbezParts } from './options.ts';

/**
 * The drain together with Nest's own shutdown hooks. A signal begins it. If `enableShutdownHooks()` was called, Nest's
 * `onModuleDestroy` waits for it, so that nothing is destroyed while requests still need it.
 */
export interface Drain {
  /** Listens for the signals. */
  begin(probePort: ProbePort | undefined): void;
  /** Nest destroys its modules: waits for a drain that a signal has begun. */
  destroying(): Promise<void>;
  /** Nest has destroyed everything, and sends the signal again, which would end the process with its number. */
  destroyed(signal: string | undefined): void;
  /** Somebody else drains. */
  handOver(): void;
}

export function createDrain(
  host: HttpAdapterHost,
  health: Health,
  logger: Logger | false,
  options: ProbezParts['shutdown'] = {},
): Drain {
  let shutdown: GracefulShutdown | undefined;
  let nestEnds = false;

  return {
    begin(probePort) {
      if (options === false) return;
      const server: Server | undefined = host.httpAdapter?.getHttpServer?.();
      shutdown = gracefulShutdown(server ?? [], {
        ...options,
        logger: options.logger ?? logger,
        health,
        ...(probePort === undefined ? {} : { probePort }),
        exit: (code) => {
          if (nestEnds) process.exitCode ??= code;
          else process.exit(code);
        },
      });
    },

    async destroying() {
      nestEnds = true;
      if (shutdown === undefined || shutdown.phase === 'running') shutdown?.dispose();
      else await shutdown.shutdown();
    },

    destroyed(signal) {
      if (signal !== undefined && shutdown?.phase === 'exited') process.once(signal, () => process.exit());
    },

    handOver() {
      shutdown?.dispose();
      shutdown = undefined;
    },
  };
}
