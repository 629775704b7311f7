/**
 * The status page as Koa middleware.
 * @module
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Health } from '@probez/core';
import { answerNode } from './node.ts';
import { createPage, type StatusPageOptions } from './page.ts';

export type { StatusPageOptions } from './page.ts';

/** The part of a context of Koa 2 and 3 that the page needs. */
export interface KoaContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  respond?: boolean | undefined;
}

/**
 * The status page as Koa middleware: `app.use(statusPage(health))`.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export function statusPage(health: Health, options: StatusPageOptions = {}) {
  const page = createPage(health, options);
  return async (context: KoaContext, next: () => Promise<unknown>): Promise<unknown> => {
    if (!answerNode(page, context.req, context.res)) return next();
    // Written raw: Koa would set headers and a status of its own.
    context.respond = false;
    return undefined;
  };
}
