import { type AccessOptions, createAccess } from './http/access.ts';
import { answer, TEXT } from './http/answer.ts';
import { parseQuery } from './http/query.ts';
import { type AdapterRequest, type ProbeResponse, withRecord } from './http/request.ts';
import { createRoutes, createTriage, matchRoute, type RouteOptions } from './http/routes.ts';
import { splitTarget } from './http/target.ts';
import { createRouteAnswers, type RouteAnswers } from './route-answers.ts';
import type { Health, HealthView } from './types.ts';
import { knownKeys, refuse } from './validate.ts';

/** Options of `probes` in every adapter. */
export interface ProbeOptions extends RouteOptions, AccessOptions {
  /**
   * The body of a passing probe.
   * @default 'ok'
   */
  readonly passBody?: string | undefined;
  /**
   * Methods other than GET and HEAD: `'reject'` answers 405, `'pass'` leaves them to the app.
   * @default 'reject'
   */
  readonly methods?: 'reject' | 'pass' | undefined;
}

/** Answers a probe request. Returns `undefined` for a request that is not a probe: leave it to the app. Synchronous; never throws. */
export interface ProbeHandler {
  (request: AdapterRequest): ProbeResponse | undefined;
  /** The endpoints' paths, prefix included, for frameworks with a router. */
  readonly paths: readonly string[];
}

/** What a handler reads: a `Health`, or a view of one. The handler never starts it. */
export type HandlerSource = HealthView & Partial<Pick<Health, 'phase' | 'probed'>>;

/** The options of the probes, in every adapter. */
export const PROBE_KEYS = [
  'paths',
  'prefix',
  'failureStatus',
  'groups',
  'details',
  'token',
  'passBody',
  'methods',
] as const;

/**
 * The one handler behind every adapter: a request in, a response or `undefined` out.
 * @param own names of the adapter's own options, so that they are accepted and listed where an error says what is allowed
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export function createHandler(
  health: HandlerSource,
  options: ProbeOptions = {},
  own: readonly string[] = [],
): ProbeHandler {
  if (typeof health?.verdict !== 'function')
    refuse('health', health, 'the health that createHealth() returned, as in probes(health)');
  knownKeys('probes', options, [...PROBE_KEYS, ...own]);
  const { passBody = 'ok', methods = 'reject' } = options;
  if (typeof passBody !== 'string') refuse('passBody', passBody, 'a string');
  if (methods !== 'reject' && methods !== 'pass') refuse('methods', methods, '"reject" or "pass"');
  const mayKnow = createAccess(options);
  const routes = createRoutes(options);
  const mayMatch = createTriage(routes);
  const passed = answer(200, passBody);
  const rejected = answer(405, 'method not allowed\n', TEXT, { Allow: 'GET, HEAD' });
  const answers = new Map(
    routes.map((route) => [route.path, createRouteAnswers({ health, route, passed, mayKnow })] as const),
  );

  /** Until health was started, it is told of every probe: it warns that nobody has called `start()`. */
  let unborn = true;

  function handle(request: AdapterRequest): ProbeResponse | undefined {
    const url = typeof request.url === 'string' ? request.url : '';
    if (!mayMatch(url)) return undefined;
    const exact = answers.get(url);
    if (exact !== undefined) return respond(request, exact, '', '');
    const { path, query } = splitTarget(url);
    const match = matchRoute(routes, path);
    const found = match === undefined ? undefined : answers.get(match.route.path);
    return match === undefined || found === undefined ? undefined : respond(request, found, match.rest, query);
  }

  function respond(
    request: AdapterRequest,
    found: RouteAnswers,
    rest: string,
    query: string,
  ): ProbeResponse | undefined {
    const { method } = request;
    const head = method === 'HEAD';
    if (!head && method !== 'GET') return methods === 'pass' ? undefined : rejected.full;
    if (unborn) {
      health.probed?.();
      unborn = health.phase === 'idle';
    }
    const asked = parseQuery(query);
    const known = withRecord(request);
    const result = rest === '' ? found.probe(known, asked) : found.check(known, rest, asked);
    return head ? result.head : result.full;
  }

  return Object.assign(handle, { paths: routes.map((route) => route.path) });
}
