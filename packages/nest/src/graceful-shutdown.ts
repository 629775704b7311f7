import type { Server } from 'node:http';
import { ProbezError } from '@probez/core';
import { type GracefulShutdown, type ShutdownOptions, gracefulShutdown as shutDown } from '@probez/node';
import { Health } from './health.ts';
import { ProbezLifecycle } from './lifecycle.ts';

/** What `gracefulShutdown` needs of a Nest application. */
export interface NestApp {
  get<T>(token: abstract new (...given: never[]) => T, options?: { readonly strict?: boolean }): T;
  getHttpServer?(): Server;
  close(): Promise<unknown>;
}

/**
 * Instead of `app.enableShutdownHooks()`: on SIGTERM the service drains, finishes what is in flight, and only then closes the application, which runs
 * `onModuleDestroy` and the other hooks of all providers. Call it when the application listens. It logs where the module does, unless `logger` is given.
 *
 * ```ts
 * await app.listen(3000);
 * gracefulShutdown(app);
 * ```
 * @throws `ProbezError` with `INVALID_OPTION` where an option is wrong
 */
export function gracefulShutdown(app: NestApp, options: Partial<ShutdownOptions> = {}): GracefulShutdown {
  const health = healthOf(app);
  const { drain, logger } = app.get(ProbezLifecycle, { strict: false });
  drain.handOver();
  const server = app.getHttpServer?.();
  const close = { name: 'app.close', run: () => app.close() };
  const own = options.onClose ?? [];
  return shutDown(server ?? [], {
    health,
    ...options,
    logger: options.logger ?? logger,
    onClose: [close, ...(Array.isArray(own) ? own : [own])],
  });
}

function healthOf(app: NestApp): Health {
  try {
    return app.get(Health, { strict: false });
  } catch (cause) {
    const advice = 'imports: [ProbezModule.forRoot()] in the root module';
    throw new ProbezError(
      'INVALID_OPTION',
      `gracefulShutdown: the application has no ProbezModule; allowed: ${advice}`,
      {
        cause,
      },
    );
  }
}
