import type { Health } from '@probez/core';
import { answerNode, type NodeRequest, type NodeResponse } from './node.ts';
import { createPage, type StatusPageOptions } from './page.ts';

export type { StatusPageOptions } from './page.ts';

/** Middleware of Express, Connect and NestJS, and with a `next` of your own a listener of `node:http`. */
export type StatusPageMiddleware = (request: NodeRequest, response: NodeResponse, next?: () => void) => void;

/**
 * A page for people about the health of this service, at `/status`: `app.use(statusPage(health))`. Off unless you mount it. Reasons are withheld unless
 * unlocked, as they are in the probes.
 * @throws ProbezError `INVALID_OPTION`
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
