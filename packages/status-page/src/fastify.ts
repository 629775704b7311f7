/**
 * The status page as a Fastify plugin.
 * @module
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Health } from '@probez/core';
import { answerNode } from './node.ts';
import { createPage, type StatusPageOptions } from './page.ts';

export type { StatusPageOptions } from './page.ts';

/** The part of a Fastify app that the page needs. */
export interface FastifyLike {
  readonly prefix: string;
  route(route: {
    readonly method: 'GET';
    readonly url: string;
    /** `@fastify/swagger` leaves out what is hidden; `body` is there because a schema's type wants one of its own. */
    readonly schema: { readonly hide: true; readonly body?: undefined };
    readonly handler: (
      request: { readonly raw: IncomingMessage },
      reply: { readonly raw: ServerResponse; hijack(): unknown; callNotFound(): unknown },
    ) => void;
  }): unknown;
}

/**
 * The status page as a Fastify plugin: `app.register(statusPage, { health })`.
 * @param app the Fastify app
 * @param options the options of the page, and `health`
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export async function statusPage(
  app: FastifyLike,
  { health, path = '/status', maxStreams, details, token }: StatusPageOptions & { readonly health: Health },
): Promise<void> {
  const page = createPage(health, { path: app.prefix + path, maxStreams, details, token });
  for (const part of ['', '/', '/events', '/page.css', '/page.js']) {
    app.route({
      method: 'GET',
      url: path + part,
      schema: { hide: true },
      handler: (request, reply) => {
        if (answerNode(page, request.raw, reply.raw)) reply.hijack();
        else reply.callNotFound();
      },
    });
  }
}
