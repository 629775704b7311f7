import type { Server } from 'node:http';
import { ProbezError } from '@probez/core';
import { type GracefulShutdown, type ShutdownOptions, gracefulShutdown as shutDown } from '@probez/node';
import { Health } from './health.ts';
import { ProbezLifecycle } from './lifecycle.ts';

/** The part of a Nest application that `gracefulShutdown` needs. */
export interface NestApp {
  get<T>(token: abstract new (...given: never[]) => T, options?: { readonly strict?: boolean }): T;
  getHttpServer?(): Server;
  close(): Promise<unknown>;
}

/**
 * Use it instead of `app.enableShutdownHooks()`, when the application listens. On SIGTERM or SIGINT the service drains, finishes the
 * requests in flight, and only then closes the application, which runs `onModuleDestroy` and the other hooks of all providers. It
 * takes the options of `gracefulShutdown` of `@probez/node`; `health` and `logger` are the module's by default.
 *
 * ```ts
 * await app.listen(3000);
 * gracefulShutdown(app);
 * ```
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
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
