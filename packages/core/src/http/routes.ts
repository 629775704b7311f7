import { ProbezError } from '../errors.ts';
import { couldBeName, MAX_NAME_LENGTH, PROBE_NAMES, PROBES } from '../options.ts';
import { quote } from '../quote.ts';
import type { ProbeName, ProbeSelection } from '../types.ts';
import { knownKeys, object, refuse } from '../validate.ts';
import { isCanonical, restUnder, SLASH } from './target.ts';

/** An endpoint of its own for chosen checks. */
export interface GroupOptions {
  /** Names of checks, at least one. A name that is not registered fails the group. */
  readonly checks: readonly string[];
  /**
   * The probe whose rules and failure status apply. Readiness also fails until startup has passed and while draining; liveness
   * passes a check that has no result yet.
   * @default 'readiness'
   */
  readonly rules?: ProbeName | undefined;
}

/** Where the probes are. */
export interface RouteOptions {
  /**
   * Paths of the probes, each a string or a list of strings; an empty list switches the endpoint off. Each begins with a slash
   * and does not end with one. `/` is allowed, for load balancers that can ask for nothing else; checks have no endpoints
   * under it.
   * @default { liveness: '/livez', readiness: '/readyz', startup: '/startupz' }
   */
  readonly paths?: Partial<Readonly<Record<ProbeName, string | readonly string[]>>> | undefined;
  /**
   * Put before every path, for frameworks that do not do it themselves. Begins with a slash: `/internal`.
   * @default ''
   */
  // Without `| undefined`, as Fastify's own prefix is: a plugin's options must be assignable to both.
  readonly prefix?: string;
  /**
   * The HTTP status of a failed probe, 400 to 599: one number for all probes, or one per probe.
   * @default 503
   */
  readonly failureStatus?: number | Partial<Readonly<Record<ProbeName, number>>> | undefined;
  /**
   * More endpoints, by path, for chosen checks: `{ '/lbz': { checks: ['postgres'] } }`. `/` is allowed.
   * @default none
   */
  readonly groups?: Readonly<Record<string, GroupOptions>> | undefined;
}

/** An endpoint. */
export interface Route {
  readonly path: string;
  readonly segments: readonly string[];
  /** The last segment, which text answers name; where there is none, that of the probe's usual path. */
  readonly name: string;
  /** Given as `/`: what lies under it is the app's. */
  readonly exact: boolean;
  readonly selection: ProbeSelection;
  readonly failureStatus: number;
}

/** A route and what comes after its path: `''`, or a check's name as it was sent. */
export interface Match {
  readonly route: Route;
  readonly rest: string;
}

/** Validates the options and lays out the routes. */
export function createRoutes({
  paths = {},
  prefix = '',
  failureStatus = 503,
  groups = {},
}: RouteOptions): readonly Route[] {
  knownKeys('paths', paths, PROBES);
  const before = validPrefix(prefix);
  const routes: Route[] = [];
  const add = (where: string, path: unknown, selection: ProbeSelection, status: number): void => {
    const exact = path === '/';
    const full = exact ? before || '/' : before + validPath(where, path);
    if (routes.some((route) => route.path === full)) {
      throw new ProbezError(
        'INVALID_OPTION',
        `${where} is ${quote(path)}, which another endpoint uses already; allowed: a path that no other endpoint uses`,
      );
    }
    const segments = full === '/' ? [] : full.slice(1).split('/');
    const rules = typeof selection === 'string' ? selection : selection.rules;
    const name = segments.at(-1) ?? DEFAULT_PATHS[rules].slice(1);
    routes.push({ path: full, segments, name, exact, selection, failureStatus: status });
  };
  for (const probe of PROBES) {
    const own = paths[probe] === undefined ? DEFAULT_PATHS[probe] : paths[probe];
    const status = statusFor(probe, failureStatus);
    for (const path of Array.isArray(own) ? own : [own]) add(`paths.${probe}`, path, probe, status);
  }
  object('groups', groups, 'an object of groups by path');
  for (const [path, group] of Object.entries(groups)) {
    knownKeys(`group ${quote(path)}`, group, ['checks', 'rules']);
    const rules = validRules(path, group);
    add('a path of groups', path, { checks: validNames(path, group), rules }, statusFor(rules, failureStatus));
  }
  // The longest first: /health/live is an endpoint before it is the check "live" of /health.
  return routes.sort((a, b) => b.segments.length - a.segments.length);
}

/**
 * Rules out by two characters that a request target is a probe, so that the app's own requests cost no more than that.
 * What cannot be ruled out so (`//livez`, `/%6civez`, the absolute form) is looked at properly.
 */
export function createTriage(routes: readonly Route[]): (url: string) => boolean {
  const forms = routes.flatMap(({ path }) => (path === '/' ? ['/', '/?', '/#'] : [path]));
  const second = new Set([...forms, '//', '/%'].map((path) => path.charCodeAt(1)));
  return (url) => url.charCodeAt(0) !== SLASH || second.has(url.charCodeAt(1));
}

/** The route that a path belongs to, if any. Cheap for the app's own paths. */
export function matchRoute(routes: readonly Route[], path: string): Match | undefined {
  const canonical = isCanonical(path);
  for (const route of routes) {
    if (canonical && !path.startsWith(route.path)) continue;
    const rest = restUnder(route.segments, path);
    if (rest === undefined || (route.exact && (rest !== '' || path === ''))) continue;
    return { route, rest };
  }
  return undefined;
}

const DEFAULT_PATHS: Readonly<Record<ProbeName, string>> = {
  liveness: '/livez',
  readiness: '/readyz',
  startup: '/startupz',
};

function validPath(where: string, path: unknown): string {
  if (typeof path === 'string' && /^(?:\/[^/?#%\s\p{Cc}]+)+$/u.test(path)) return path;
  return refuse(
    where,
    path,
    '"/", or a path such as "/livez", beginning with a slash and not ending with one, without a query, fragment, escapes or spaces',
  );
}

function validPrefix(prefix: unknown): string {
  return prefix === '' || prefix === '/' ? '' : validPath('prefix', prefix);
}

function statusFor(probe: ProbeName, option: RouteOptions['failureStatus']): number {
  if (typeof option === 'object') knownKeys('failureStatus', option, PROBES);
  const own = typeof option === 'object' ? option[probe] : option;
  const status = own === undefined ? 503 : own;
  if (typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599) return status;
  return refuse(`failureStatus for ${probe}`, status, '400 to 599, because probes count 200 to 399 as success');
}

function validNames(path: string, group: GroupOptions): readonly string[] {
  const { checks } = group;
  if (Array.isArray(checks) && checks.length > 0 && checks.every(couldBeName)) return [...checks];
  return refuse(
    `checks of group ${quote(path)}`,
    checks,
    `a list of check names of at most ${MAX_NAME_LENGTH} characters each`,
  );
}

function validRules(path: string, group: GroupOptions): ProbeName {
  const { rules = 'readiness' } = group;
  const known = PROBES.find((probe) => probe === rules);
  if (known !== undefined) return known;
  return refuse(`rules of group ${quote(path)}`, rules, PROBE_NAMES);
}
