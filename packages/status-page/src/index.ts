import type { Health } from '@probez/core';
import { answerNode, type NodeRequest, type NodeResponse } from './node.ts';
import { createPage, type StatusPageOptions } from './page.ts';

export type { StatusPageOptions } from './page.ts';

/** Middleware for Express, Connect and NestJS. For `node:http`, call it with a `next` of your own, or without: other requests get 404. */
export type StatusPageMiddleware = (request: NodeRequest, response: NodeResponse, next?: () => void) => void;

/**
 * A page at `/status` that shows people the state of the probes and checks: `app.use(statusPage(health))`. Reasons are withheld, as
 * in the probes, unless `details` or `token` allows them.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export function statusPage(health: Health, options: StatusPageOptions = {}): StatusPageMiddleware {
  const page = createPage(health, options);
  return (request, response, next) => {
    if (answerNode(page, request, response)) return;
    if (next !== undefined) {
      next();
      return;
    }
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
    Reflect.apply(response.end, response, ['not found\n']);
  };
}
