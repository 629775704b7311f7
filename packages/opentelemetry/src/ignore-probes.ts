import { createHandler, type HealthView, type ProbeOptions } from '@probez/core';
import { refuse } from '@probez/core/internal';

/** A request, as instrumentations, loggers and frameworks pass it. */
export interface IgnorableRequest {
  /** The method; a list if it is a router's route and not a request. */
  readonly method?: string | readonly string[] | undefined;
  /** The request's target. */
  readonly url?: string | undefined;
  /** In Express, Koa and Fastify: the URL before a router has removed the mount path. */
  readonly originalUrl?: string | undefined;
}

/** Where the probes are: the options that `probes` was given, or the paths of a handler. */
export type ProbePaths =
  | ProbeOptions
  | readonly string[]
  | {
      /** The paths of a handler's endpoints. */
      readonly paths: readonly string[];
    };

/** Whether a request, or a URL, is a probe. Never throws. */
export type ProbeMatcher = (request: IgnorableRequest | string) => boolean;

/**
 * Returns a function that keeps probes out of traces and access logs: it is true for exactly the requests that the probes' handler
 * would answer, with queries, paths of single checks, trailing slashes and escapes.
 *
 * Give it the options that `probes` got. If the framework removes a mount path (Express' `app.use('/api', ...)`, koa-mount,
 * Fastify's prefix), give that as `prefix`, because tracers and loggers see the whole path.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export function ignoreProbes(where: ProbePaths = {}): ProbeMatcher {
  const handler = createHandler(NOTHING, optionsOf(where));
  const isProbe = (url: string | undefined, method: string): boolean =>
    handler({ method, url, headers: {} }) !== undefined;
  return (request) => {
    if (typeof request === 'string') return isProbe(request, 'GET');
    // Loggers and instrumentations call it with what they have, which is not always a request.
    const { method, originalUrl, url } = request ?? {};
    const target = originalUrl ?? url;
    return [method ?? 'GET'].flat().every((each) => isProbe(target, each));
  };
}

/** A health that passes, without checks: the handler is asked only whether it would answer. */
const NOTHING: HealthView = {
  info: {},
  verdict: () => ({ status: 'pass', ok: true, validUntil: Number.POSITIVE_INFINITY }),
  evaluate: () => ({ status: 'pass', ok: true, validUntil: Number.POSITIVE_INFINITY, lines: [], unmatched: [] }),
};

function optionsOf(where: ProbePaths): ProbeOptions {
  if ((typeof where !== 'object' && typeof where !== 'function') || where === null)
    refuse('ignoreProbes', where, 'the options of probes, or a list of paths', 'was given');
  if (isList(where)) return onlyPaths(where);
  const { paths } = where;
  if (isList(paths)) return onlyPaths(paths);
  const options = { ...where, paths };
  // What Fastify's plugin and node:http's listener take beside the options of every adapter.
  for (const key of ['health', 'logLevel', 'fallback']) Reflect.deleteProperty(options, key);
  return options;
}

/** Which probe has which path does not matter here. */
const onlyPaths = (list: readonly string[]): ProbeOptions => ({
  paths: { liveness: list, readiness: [], startup: [] },
});

const isList = (value: unknown): value is readonly string[] => Array.isArray(value);
