import { type JsonType, jsonTypeOf } from './http/accept.ts';
import { type AccessOptions, createAccess } from './http/access.ts';
import { decodePercent, type ProbeQuery, parseQuery } from './http/query.ts';
import { createRoutes, createTriage, matchRoute, type Route, type RouteOptions } from './http/routes.ts';
import { splitTarget } from './http/target.ts';
import { renderJson } from './render/json.ts';
import { renderLines, renderOne } from './render/text.ts';
import type { Evaluation, Health, HealthView, Verdict } from './types.ts';
import { knownKeys, refuse } from './validate.ts';

/** A request, as every framework can tell it. */
export interface ProbeRequest {
  readonly method?: string | undefined;
  /** The request target as the framework hands it: stripped of a mount path. */
  readonly url?: string | undefined;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The peer's address, for `details`. */
  readonly remoteAddress?: string | undefined;
}

/** What to write. `headers` are ours and complete; `body` is empty for HEAD. */
export interface ProbeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Options of `probes` in every adapter. */
export interface ProbeOptions extends RouteOptions, AccessOptions {
  /**
   * The body of a passing probe.
   * @default 'ok'
   */
  readonly passBody?: string | undefined;
  /**
   * What becomes of other methods than GET and HEAD: 405, or the app's own business.
   * @default 'reject'
   */
  readonly methods?: 'reject' | 'pass' | undefined;
}

/** Answers probes; `undefined` means: not a probe, the request is the app's. Synchronous; never throws. */
export interface ProbeHandler {
  (request: ProbeRequest): ProbeResponse | undefined;
  /** The endpoints' paths, prefix included, for frameworks with a router. */
  readonly paths: readonly string[];
}

/** What a handler reads: health itself, which it starts with the first probe, or a view of it. */
export type HandlerSource = HealthView & Partial<Pick<Health, 'phase' | 'start'>>;

const TEXT = 'text/plain; charset=utf-8';
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

/** The one handler behind every adapter: a request in, a response or `undefined` out. */
export function createHandler(health: HandlerSource, options: ProbeOptions = {}): ProbeHandler {
  if (typeof health?.verdict !== 'function') refuse('health', health, 'what createHealth returns');
  knownKeys('probes', options, PROBE_KEYS);
  const { passBody = 'ok', methods = 'reject' } = options;
  if (typeof passBody !== 'string') refuse('passBody', passBody, 'a string');
  if (methods !== 'reject' && methods !== 'pass') refuse('methods', methods, '"reject" or "pass"');
  const mayKnow = createAccess(options);
  const routes = createRoutes(options);
  const byPath = new Map(routes.map((route) => [route.path, route]));
  const mayMatch = createTriage(routes);
  const passed = answer(200, passBody);
  const notFound = answer(404, 'no such check\n');
  const rejected = answer(405, 'method not allowed\n', TEXT, { Allow: 'GET, HEAD' });
  /** A failing probe prints a line per check: printed once per verdict, however many ask. */
  const printed = new Map<Route, { readonly verdict: Verdict; readonly answer: Answer }>();

  function handle(request: ProbeRequest): ProbeResponse | undefined {
    const url = typeof request.url === 'string' ? request.url : '';
    if (!mayMatch(url)) return undefined;
    const exact = byPath.get(url);
    if (exact !== undefined) return respond(request, exact, '', '');
    const { path, query } = splitTarget(url);
    const match = matchRoute(routes, path);
    return match === undefined ? undefined : respond(request, match.route, match.rest, query);
  }

  function respond(request: ProbeRequest, route: Route, rest: string, query: string): ProbeResponse | undefined {
    const { method } = request;
    const head = method === 'HEAD';
    if (!head && method !== 'GET') return methods === 'pass' ? undefined : rejected.full;
    if (health.phase === 'idle') void health.start?.();
    const result =
      rest === ''
        ? answerProbe(request, route, parseQuery(query))
        : answerCheck(request, route, rest, parseQuery(query));
    return head ? result.head : result.full;
  }

  function answerProbe(request: ProbeRequest, route: Route, query: ProbeQuery): Answer {
    const json = jsonTypeFor(request, query);
    const { exclude } = query;
    if (json !== undefined) return answerJson(request, route, health.evaluate(route.selection, { exclude }), json);
    if (exclude.length > 0) return answerLines(route, health.evaluate(route.selection, { exclude }), query.verbose);
    const verdict = health.verdict(route.selection);
    if (verdict.ok && !query.verbose) return passed;
    const known = printed.get(route);
    if (known?.verdict === verdict) return known.answer;
    const fresh = answerLines(route, health.evaluate(route.selection), true);
    printed.set(route, { verdict, answer: fresh });
    return fresh;
  }

  function answerLines(route: Route, evaluation: Evaluation, verbose: boolean): Answer {
    if (evaluation.ok && !verbose) return passed;
    return answer(evaluation.ok ? 200 : route.failureStatus, renderLines(route.name, evaluation));
  }

  function answerCheck(request: ProbeRequest, route: Route, rest: string, query: ProbeQuery): Answer {
    const name = decodePercent(rest);
    if (name === undefined) return notFound;
    const { lines } = health.evaluate(route.selection);
    // A name may itself end with a slash, so the trailing one is forgiven only where it is not part of one.
    const bare = withoutTrailingSlashes(name);
    const line = lines.find((each) => each.name === name) ?? lines.find((each) => each.name === bare);
    if (line === undefined) return notFound;
    const ok = line.status === 'pass' || line.status === 'warn';
    const json = jsonTypeFor(request, query);
    if (json !== undefined) {
      const one = { status: line.status, ok, validUntil: 0, lines: [line], unmatched: [] };
      return answerJson(request, route, one, json);
    }
    return answer(ok ? 200 : route.failureStatus, renderOne(line, !ok && mayKnow(request)));
  }

  function answerJson(request: ProbeRequest, route: Route, evaluation: Evaluation, type: JsonType): Answer {
    const body = renderJson(health.info, evaluation, mayKnow(request));
    return answer(evaluation.ok ? 200 : route.failureStatus, body, type);
  }

  return Object.assign(handle, { paths: routes.map((route) => route.path) });
}

function jsonTypeFor({ headers }: Partial<ProbeRequest>, { format }: ProbeQuery): JsonType | undefined {
  if (format === 'json') return 'application/health+json';
  if (format === 'text') return undefined;
  const accept = headers?.accept;
  return jsonTypeOf(Array.isArray(accept) ? accept.join(',') : accept);
}

/** By hand: the obvious expression takes quadratic time on a path of nothing but slashes. */
function withoutTrailingSlashes(name: string): string {
  let end = name.length;
  while (end > 0 && name[end - 1] === '/') end -= 1;
  return name.slice(0, end);
}

/** A response for GET, and the same without a body for HEAD. */
interface Answer {
  readonly full: ProbeResponse;
  readonly head: ProbeResponse;
}

const encoder = new TextEncoder();

function answer(status: number, body: string, type = TEXT, more: Readonly<Record<string, string>> = {}): Answer {
  const headers = Object.freeze({
    ...more,
    'Cache-Control': 'no-store',
    'Content-Length': String(encoder.encode(body).length),
    'Content-Type': type,
    Vary: 'Accept',
    'X-Content-Type-Options': 'nosniff',
  });
  return { full: Object.freeze({ status, headers, body }), head: Object.freeze({ status, headers, body: '' }) };
}
