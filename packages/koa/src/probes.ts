import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHandler, type Health, type ProbeOptions } from '@probez/core';
import { answerTo, writeAnswer } from '@probez/node';

/** The part of a context of Koa 2 and 3 that the probes need. */
export interface KoaContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Set to `false` when a probe was answered, so that Koa adds nothing. */
  respond?: boolean | undefined;
}

/** Middleware of Koa. */
export type KoaMiddleware = (context: KoaContext, next: () => Promise<unknown>) => Promise<unknown>;

/**
 * Middleware that answers probes: `app.use(probes(health))`, before anything that may refuse a request, such as authentication
 * or a rate limit. It does not start the checks: call `health.start()`.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export function probes(health: Health, options: ProbeOptions = {}): KoaMiddleware {
  const handler = createHandler(health, options);
  // Not async: every request of the app passes here, and one promise more costs it most of what passing costs at all.
  return (context, next) => {
    const answer = answerTo(handler, context.req);
    if (answer === undefined) return next();
    // Written raw: Koa would set headers and a status of its own.
    context.respond = false;
    writeAnswer(context.res, answer);
    return Promise.resolve();
  };
}
