import type { Health, ProbeOptions } from '@probez/core';
import { type FetchRequest, probes } from './probes.ts';

/**
 * The part of a framework's context that `middleware` needs: the request, as `context.req.raw` (Hono), `event.req` (h3 and Nitro) or
 * `context.request` (React Router, Astro).
 */
export type FetchContext =
  | { readonly req: FetchRequest | { readonly raw: FetchRequest }; readonly env?: unknown }
  | { readonly request: FetchRequest };

/**
 * Middleware for frameworks that pass a context and a `next`: `app.use(middleware(health))` in Hono, h3 and Nitro, an entry of
 * `middleware` in React Router. Put it before anything that may refuse a request, such as authentication or a rate limit.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
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
