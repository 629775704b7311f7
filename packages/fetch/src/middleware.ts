import type { Health, ProbeOptions } from '@probez/core';
import { type FetchRequest, probes } from './probes.ts';

/**
 * What `middleware` needs of what a host hands over, which is where the request is: `context.req.raw` (Hono), `event.req` (h3 and Nitro),
 * `context.request` (React Router, Astro).
 */
export type FetchContext =
  | { readonly req: FetchRequest | { readonly raw: FetchRequest }; readonly env?: unknown }
  | { readonly request: FetchRequest };

/**
 * Middleware for hosts that hand over a context and a `next`: `app.use(middleware(health))` in Hono, h3 and Nitro, an entry of `middleware` in React Router.
 * Put it before anything that may refuse or shed a request.
 * @throws `ProbezError` with `INVALID_OPTION` where an option is wrong
 */
export function middleware(
  health: Health,
  options: ProbeOptions = {},
): <Next>(context: FetchContext, next: () => Next | Promise<Next>) => Promise<Response | Next> {
  const answer = probes(health, options);
  return async (context, next) => answer(requestOf(context), peerOf(context)) ?? (await next());
}

function requestOf(context: FetchContext): FetchRequest {
  if ('request' in context) return context.request;
  return 'raw' in context.req ? context.req.raw : context.req;
}

const peerOf = (context: FetchContext): unknown => ('env' in context ? context.env : undefined);
