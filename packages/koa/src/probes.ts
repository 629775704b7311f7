import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHandler, type Health, type ProbeOptions } from '@probez/core';
import { answerTo, writeAnswer } from '@probez/node';
import { answerFirst } from './answered-first.ts';

/** What a context of Koa 2 and 3 has, by its shape: no version's types are needed. */
export interface KoaContext {
  readonly app?: unknown;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  respond?: boolean | undefined;
}

/** Middleware of Koa. */
export type KoaMiddleware = (context: KoaContext, next: () => Promise<unknown>) => Promise<unknown>;

/** Middleware that answers probes: `app.use(probes(health))`, before anything that may refuse or shed a request. */
export function probes(health: Health, options: ProbeOptions = {}): KoaMiddleware {
  const handler = createHandler(health, options);
  const answer = ({ req, res }: KoaContext): boolean => {
    const found = answerTo(handler, req);
    if (found === undefined) return false;
    writeAnswer(res, found);
    return true;
  };
  let placed = false;
  // Not async: every request of the app passes here, and one promise more costs it most of what passing costs at all.
  const middleware: KoaMiddleware = (context, next) => {
    // Only a request says which app this is mounted on.
    if (!placed) answerFirst(context.app, middleware, answer);
    placed = true;
    if (!answer(context)) return next();
    // Written raw: Koa would set headers and a status of its own.
    context.respond = false;
    return Promise.resolve();
  };
  return middleware;
}
