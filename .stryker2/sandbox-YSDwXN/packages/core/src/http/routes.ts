// @ts-nocheck
function stryNS_9fa48() {
  var g = typeof globalThis === 'object' && globalThis && globalThis.Math === Math && globalThis || new Function("return this")();
  var ns = g.__stryker__ || (g.__stryker__ = {});
  if (ns.activeMutant === undefined && g.process && g.process.env && g.process.env.__STRYKER_ACTIVE_MUTANT__) {
    ns.activeMutant = g.process.env.__STRYKER_ACTIVE_MUTANT__;
  }
  function retrieveNS() {
    return ns;
  }
  stryNS_9fa48 = retrieveNS;
  return retrieveNS();
}
stryNS_9fa48();
function stryCov_9fa48() {
  var ns = stryNS_9fa48();
  var cov = ns.mutantCoverage || (ns.mutantCoverage = {
    static: {},
    perTest: {}
  });
  function cover() {
    var c = cov.static;
    if (ns.currentTestId) {
      c = cov.perTest[ns.currentTestId] = cov.perTest[ns.currentTestId] || {};
    }
    var a = arguments;
    for (var i = 0; i < a.length; i++) {
      c[a[i]] = (c[a[i]] || 0) + 1;
    }
  }
  stryCov_9fa48 = cover;
  cover.apply(null, arguments);
}
function stryMutAct_9fa48(id) {
  var ns = stryNS_9fa48();
  function isActive(id) {
    if (ns.activeMutant === id) {
      if (ns.hitCount !== void 0 && ++ns.hitCount > ns.hitLimit) {
        throw new Error('Stryker: Hit count limit reached (' + ns.hitCount + ')');
      }
      return true;
    }
    return false;
  }
  stryMutAct_9fa48 = isActive;
  return isActive(id);
}
import { ProbezError } from '../errors.ts';
import { couldBeName, MAX_NAME_LENGTH, PROBE_NAMES, PROBES } from '../options.ts';
import { quote } from '../quote.ts';
import type { ProbeName, ProbeSelection } from '../types.ts';
import { knownKeys, object, refuse } from '../validate.ts';
import { isCanonical, restUnder, SLASH } from './target.ts';

/** Chosen checks under a path of their own. */
export interface GroupOptions {
  /** Names of checks. One that is not registered fails the group. */
  readonly checks: readonly string[];
  /**
   * The probe whose rules and failure status apply: readiness fails while startup is pending and while draining, the
   * others do not; liveness passes a check that has had no result yet.
   * @default 'readiness'
   */
  readonly rules?: ProbeName | undefined;
}

/** Where the probes are. */
export interface RouteOptions {
  /**
   * Paths of the probes, each a string or a list of them; an empty list switches a probe's endpoint off. `/` may be one, for
   * load balancers that ask nothing else: it is that path alone, and checks have no endpoints under it.
   * @default { liveness: '/livez', readiness: '/readyz', startup: '/startupz' }
   */
  readonly paths?: Partial<Readonly<Record<ProbeName, string | readonly string[]>>> | undefined;
  /**
   * Put before every path, where the framework does not do it.
   * @default ''
   */
  // Without `| undefined`, as Fastify's own prefix is: a plugin's options must be assignable to both.
  readonly prefix?: string;
  /**
   * The status of a failed probe, one for all or one per probe, 400 to 599. kube-apiserver answers 500.
   * @default 503
   */
  readonly failureStatus?: number | Partial<Readonly<Record<ProbeName, number>>> | undefined;
  /**
   * More endpoints over chosen checks: `{ '/lbz': { checks: ['postgres'] } }`. `/` may be one.
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
  prefix = stryMutAct_9fa48("269") ? "Stryker was here!" : (stryCov_9fa48("269"), ''),
  failureStatus = 503,
  groups = {}
}: RouteOptions): readonly Route[] {
  if (stryMutAct_9fa48("270")) {
    {}
  } else {
    stryCov_9fa48("270");
    knownKeys(stryMutAct_9fa48("271") ? "" : (stryCov_9fa48("271"), 'paths'), paths, PROBES);
    const before = validPrefix(prefix);
    const routes: Route[] = stryMutAct_9fa48("272") ? ["Stryker was here"] : (stryCov_9fa48("272"), []);
    const add = (where: string, path: unknown, selection: ProbeSelection, status: number): void => {
      if (stryMutAct_9fa48("273")) {
        {}
      } else {
        stryCov_9fa48("273");
        const exact = stryMutAct_9fa48("276") ? path !== '/' : stryMutAct_9fa48("275") ? false : stryMutAct_9fa48("274") ? true : (stryCov_9fa48("274", "275", "276"), path === (stryMutAct_9fa48("277") ? "" : (stryCov_9fa48("277"), '/')));
        const full = exact ? stryMutAct_9fa48("280") ? before && '/' : stryMutAct_9fa48("279") ? false : stryMutAct_9fa48("278") ? true : (stryCov_9fa48("278", "279", "280"), before || (stryMutAct_9fa48("281") ? "" : (stryCov_9fa48("281"), '/'))) : stryMutAct_9fa48("282") ? before - validPath(where, path) : (stryCov_9fa48("282"), before + validPath(where, path));
        if (stryMutAct_9fa48("285") ? routes.every(route => route.path === full) : stryMutAct_9fa48("284") ? false : stryMutAct_9fa48("283") ? true : (stryCov_9fa48("283", "284", "285"), routes.some(stryMutAct_9fa48("286") ? () => undefined : (stryCov_9fa48("286"), route => stryMutAct_9fa48("289") ? route.path !== full : stryMutAct_9fa48("288") ? false : stryMutAct_9fa48("287") ? true : (stryCov_9fa48("287", "288", "289"), route.path === full))))) {
          if (stryMutAct_9fa48("290")) {
            {}
          } else {
            stryCov_9fa48("290");
            throw new ProbezError(stryMutAct_9fa48("291") ? "" : (stryCov_9fa48("291"), 'INVALID_OPTION'), stryMutAct_9fa48("292") ? `` : (stryCov_9fa48("292"), `${where} is ${quote(path)}, which another endpoint uses already; allowed: a path that no other endpoint uses`));
          }
        }
        const segments = (stryMutAct_9fa48("295") ? full !== '/' : stryMutAct_9fa48("294") ? false : stryMutAct_9fa48("293") ? true : (stryCov_9fa48("293", "294", "295"), full === (stryMutAct_9fa48("296") ? "" : (stryCov_9fa48("296"), '/')))) ? stryMutAct_9fa48("297") ? ["Stryker was here"] : (stryCov_9fa48("297"), []) : stryMutAct_9fa48("298") ? full.split('/') : (stryCov_9fa48("298"), full.slice(1).split(stryMutAct_9fa48("299") ? "" : (stryCov_9fa48("299"), '/')));
        const rules = (stryMutAct_9fa48("302") ? typeof selection !== 'string' : stryMutAct_9fa48("301") ? false : stryMutAct_9fa48("300") ? true : (stryCov_9fa48("300", "301", "302"), typeof selection === (stryMutAct_9fa48("303") ? "" : (stryCov_9fa48("303"), 'string')))) ? selection : selection.rules;
        const name = stryMutAct_9fa48("304") ? segments.at(-1) && DEFAULT_PATHS[rules].slice(1) : (stryCov_9fa48("304"), segments.at(stryMutAct_9fa48("305") ? +1 : (stryCov_9fa48("305"), -1)) ?? (stryMutAct_9fa48("306") ? DEFAULT_PATHS[rules] : (stryCov_9fa48("306"), DEFAULT_PATHS[rules].slice(1))));
        routes.push(stryMutAct_9fa48("307") ? {} : (stryCov_9fa48("307"), {
          path: full,
          segments,
          name,
          exact,
          selection,
          failureStatus: status
        }));
      }
    };
    for (const probe of PROBES) {
      if (stryMutAct_9fa48("308")) {
        {}
      } else {
        stryCov_9fa48("308");
        const own = (stryMutAct_9fa48("311") ? paths[probe] !== undefined : stryMutAct_9fa48("310") ? false : stryMutAct_9fa48("309") ? true : (stryCov_9fa48("309", "310", "311"), paths[probe] === undefined)) ? DEFAULT_PATHS[probe] : paths[probe];
        const status = statusFor(probe, failureStatus);
        for (const path of Array.isArray(own) ? own : stryMutAct_9fa48("312") ? [] : (stryCov_9fa48("312"), [own])) add(stryMutAct_9fa48("313") ? `` : (stryCov_9fa48("313"), `paths.${probe}`), path, probe, status);
      }
    }
    object(stryMutAct_9fa48("314") ? "" : (stryCov_9fa48("314"), 'groups'), groups, stryMutAct_9fa48("315") ? "" : (stryCov_9fa48("315"), 'an object of groups by path'));
    for (const [path, group] of Object.entries(groups)) {
      if (stryMutAct_9fa48("316")) {
        {}
      } else {
        stryCov_9fa48("316");
        knownKeys(stryMutAct_9fa48("317") ? `` : (stryCov_9fa48("317"), `group ${quote(path)}`), group, stryMutAct_9fa48("318") ? [] : (stryCov_9fa48("318"), [stryMutAct_9fa48("319") ? "" : (stryCov_9fa48("319"), 'checks'), stryMutAct_9fa48("320") ? "" : (stryCov_9fa48("320"), 'rules')]));
        const rules = validRules(path, group);
        add(stryMutAct_9fa48("321") ? "" : (stryCov_9fa48("321"), 'a path of groups'), path, stryMutAct_9fa48("322") ? {} : (stryCov_9fa48("322"), {
          checks: validNames(path, group),
          rules
        }), statusFor(rules, failureStatus));
      }
    }
    // The longest first: /health/live is an endpoint before it is the check "live" of /health.
    return stryMutAct_9fa48("323") ? routes : (stryCov_9fa48("323"), routes.sort(stryMutAct_9fa48("324") ? () => undefined : (stryCov_9fa48("324"), (a, b) => stryMutAct_9fa48("325") ? b.segments.length + a.segments.length : (stryCov_9fa48("325"), b.segments.length - a.segments.length))));
  }
}

/**
 * Tells by two characters that a request target is none of ours, which is all that most requests of an app cost.
 * What is not told apart here (`//livez`, `/%6civez`, the absolute form) is looked at properly.
 */
export function createTriage(routes: readonly Route[]): (url: string) => boolean {
  if (stryMutAct_9fa48("326")) {
    {}
  } else {
    stryCov_9fa48("326");
    const forms = routes.flatMap(stryMutAct_9fa48("327") ? () => undefined : (stryCov_9fa48("327"), ({
      path
    }) => (stryMutAct_9fa48("330") ? path !== '/' : stryMutAct_9fa48("329") ? false : stryMutAct_9fa48("328") ? true : (stryCov_9fa48("328", "329", "330"), path === (stryMutAct_9fa48("331") ? "" : (stryCov_9fa48("331"), '/')))) ? stryMutAct_9fa48("332") ? [] : (stryCov_9fa48("332"), [stryMutAct_9fa48("333") ? "" : (stryCov_9fa48("333"), '/'), stryMutAct_9fa48("334") ? "" : (stryCov_9fa48("334"), '/?'), stryMutAct_9fa48("335") ? "" : (stryCov_9fa48("335"), '/#')]) : stryMutAct_9fa48("336") ? [] : (stryCov_9fa48("336"), [path])));
    const second = new Set((stryMutAct_9fa48("337") ? [] : (stryCov_9fa48("337"), [...forms, stryMutAct_9fa48("338") ? "" : (stryCov_9fa48("338"), '//'), stryMutAct_9fa48("339") ? "" : (stryCov_9fa48("339"), '/%')])).map(stryMutAct_9fa48("340") ? () => undefined : (stryCov_9fa48("340"), path => path.charCodeAt(1))));
    return stryMutAct_9fa48("341") ? () => undefined : (stryCov_9fa48("341"), url => stryMutAct_9fa48("344") ? url.charCodeAt(0) !== SLASH && second.has(url.charCodeAt(1)) : stryMutAct_9fa48("343") ? false : stryMutAct_9fa48("342") ? true : (stryCov_9fa48("342", "343", "344"), (stryMutAct_9fa48("346") ? url.charCodeAt(0) === SLASH : stryMutAct_9fa48("345") ? false : (stryCov_9fa48("345", "346"), url.charCodeAt(0) !== SLASH)) || second.has(url.charCodeAt(1))));
  }
}

/** The route that a path belongs to, if any. Cheap for the app's own paths. */
export function matchRoute(routes: readonly Route[], path: string): Match | undefined {
  if (stryMutAct_9fa48("347")) {
    {}
  } else {
    stryCov_9fa48("347");
    const canonical = isCanonical(path);
    for (const route of routes) {
      if (stryMutAct_9fa48("348")) {
        {}
      } else {
        stryCov_9fa48("348");
        if (stryMutAct_9fa48("351") ? canonical || !path.startsWith(route.path) : stryMutAct_9fa48("350") ? false : stryMutAct_9fa48("349") ? true : (stryCov_9fa48("349", "350", "351"), canonical && (stryMutAct_9fa48("352") ? path.startsWith(route.path) : (stryCov_9fa48("352"), !(stryMutAct_9fa48("353") ? path.endsWith(route.path) : (stryCov_9fa48("353"), path.startsWith(route.path))))))) continue;
        const rest = restUnder(route.segments, path);
        if (stryMutAct_9fa48("356") ? rest === undefined && route.exact && (rest !== '' || path === '') : stryMutAct_9fa48("355") ? false : stryMutAct_9fa48("354") ? true : (stryCov_9fa48("354", "355", "356"), (stryMutAct_9fa48("358") ? rest !== undefined : stryMutAct_9fa48("357") ? false : (stryCov_9fa48("357", "358"), rest === undefined)) || (stryMutAct_9fa48("360") ? route.exact || rest !== '' || path === '' : stryMutAct_9fa48("359") ? false : (stryCov_9fa48("359", "360"), route.exact && (stryMutAct_9fa48("362") ? rest !== '' && path === '' : stryMutAct_9fa48("361") ? true : (stryCov_9fa48("361", "362"), (stryMutAct_9fa48("364") ? rest === '' : stryMutAct_9fa48("363") ? false : (stryCov_9fa48("363", "364"), rest !== (stryMutAct_9fa48("365") ? "Stryker was here!" : (stryCov_9fa48("365"), '')))) || (stryMutAct_9fa48("367") ? path !== '' : stryMutAct_9fa48("366") ? false : (stryCov_9fa48("366", "367"), path === (stryMutAct_9fa48("368") ? "Stryker was here!" : (stryCov_9fa48("368"), '')))))))))) continue;
        return stryMutAct_9fa48("369") ? {} : (stryCov_9fa48("369"), {
          route,
          rest
        });
      }
    }
    return undefined;
  }
}
const DEFAULT_PATHS: Readonly<Record<ProbeName, string>> = stryMutAct_9fa48("370") ? {} : (stryCov_9fa48("370"), {
  liveness: stryMutAct_9fa48("371") ? "" : (stryCov_9fa48("371"), '/livez'),
  readiness: stryMutAct_9fa48("372") ? "" : (stryCov_9fa48("372"), '/readyz'),
  startup: stryMutAct_9fa48("373") ? "" : (stryCov_9fa48("373"), '/startupz')
});
function validPath(where: string, path: unknown): string {
  if (stryMutAct_9fa48("374")) {
    {}
  } else {
    stryCov_9fa48("374");
    if (stryMutAct_9fa48("377") ? typeof path === 'string' || /^(?:\/[^/?#%\s\p{Cc}]+)+$/u.test(path) : stryMutAct_9fa48("376") ? false : stryMutAct_9fa48("375") ? true : (stryCov_9fa48("375", "376", "377"), (stryMutAct_9fa48("379") ? typeof path !== 'string' : stryMutAct_9fa48("378") ? true : (stryCov_9fa48("378", "379"), typeof path === (stryMutAct_9fa48("380") ? "" : (stryCov_9fa48("380"), 'string')))) && (stryMutAct_9fa48("387") ? /^(?:\/[^/?#%\s\P{Cc}]+)+$/u : stryMutAct_9fa48("386") ? /^(?:\/[^/?#%\S\p{Cc}]+)+$/u : stryMutAct_9fa48("385") ? /^(?:\/[/?#%\s\p{Cc}]+)+$/u : stryMutAct_9fa48("384") ? /^(?:\/[^/?#%\s\p{Cc}])+$/u : stryMutAct_9fa48("383") ? /^(?:\/[^/?#%\s\p{Cc}]+)$/u : stryMutAct_9fa48("382") ? /^(?:\/[^/?#%\s\p{Cc}]+)+/u : stryMutAct_9fa48("381") ? /(?:\/[^/?#%\s\p{Cc}]+)+$/u : (stryCov_9fa48("381", "382", "383", "384", "385", "386", "387"), /^(?:\/[^/?#%\s\p{Cc}]+)+$/u)).test(path))) return path;
    return refuse(where, path, stryMutAct_9fa48("388") ? "" : (stryCov_9fa48("388"), '"/", or a path such as "/livez", beginning with a slash and not ending with one, without a query, fragment, escapes or spaces'));
  }
}
function validPrefix(prefix: unknown): string {
  if (stryMutAct_9fa48("389")) {
    {}
  } else {
    stryCov_9fa48("389");
    return (stryMutAct_9fa48("392") ? prefix === '' && prefix === '/' : stryMutAct_9fa48("391") ? false : stryMutAct_9fa48("390") ? true : (stryCov_9fa48("390", "391", "392"), (stryMutAct_9fa48("394") ? prefix !== '' : stryMutAct_9fa48("393") ? false : (stryCov_9fa48("393", "394"), prefix === (stryMutAct_9fa48("395") ? "Stryker was here!" : (stryCov_9fa48("395"), '')))) || (stryMutAct_9fa48("397") ? prefix !== '/' : stryMutAct_9fa48("396") ? false : (stryCov_9fa48("396", "397"), prefix === (stryMutAct_9fa48("398") ? "" : (stryCov_9fa48("398"), '/')))))) ? stryMutAct_9fa48("399") ? "Stryker was here!" : (stryCov_9fa48("399"), '') : validPath(stryMutAct_9fa48("400") ? "" : (stryCov_9fa48("400"), 'prefix'), prefix);
  }
}
function statusFor(probe: ProbeName, option: RouteOptions['failureStatus']): number {
  if (stryMutAct_9fa48("401")) {
    {}
  } else {
    stryCov_9fa48("401");
    if (stryMutAct_9fa48("404") ? typeof option !== 'object' : stryMutAct_9fa48("403") ? false : stryMutAct_9fa48("402") ? true : (stryCov_9fa48("402", "403", "404"), typeof option === (stryMutAct_9fa48("405") ? "" : (stryCov_9fa48("405"), 'object')))) knownKeys(stryMutAct_9fa48("406") ? "" : (stryCov_9fa48("406"), 'failureStatus'), option, PROBES);
    const own = (stryMutAct_9fa48("409") ? typeof option !== 'object' : stryMutAct_9fa48("408") ? false : stryMutAct_9fa48("407") ? true : (stryCov_9fa48("407", "408", "409"), typeof option === (stryMutAct_9fa48("410") ? "" : (stryCov_9fa48("410"), 'object')))) ? option[probe] : option;
    const status = (stryMutAct_9fa48("413") ? own !== undefined : stryMutAct_9fa48("412") ? false : stryMutAct_9fa48("411") ? true : (stryCov_9fa48("411", "412", "413"), own === undefined)) ? 503 : own;
    if (stryMutAct_9fa48("416") ? typeof status === 'number' && Number.isInteger(status) && status >= 400 || status <= 599 : stryMutAct_9fa48("415") ? false : stryMutAct_9fa48("414") ? true : (stryCov_9fa48("414", "415", "416"), (stryMutAct_9fa48("418") ? typeof status === 'number' && Number.isInteger(status) || status >= 400 : stryMutAct_9fa48("417") ? true : (stryCov_9fa48("417", "418"), (stryMutAct_9fa48("420") ? typeof status === 'number' || Number.isInteger(status) : stryMutAct_9fa48("419") ? true : (stryCov_9fa48("419", "420"), (stryMutAct_9fa48("422") ? typeof status !== 'number' : stryMutAct_9fa48("421") ? true : (stryCov_9fa48("421", "422"), typeof status === (stryMutAct_9fa48("423") ? "" : (stryCov_9fa48("423"), 'number')))) && Number.isInteger(status))) && (stryMutAct_9fa48("426") ? status < 400 : stryMutAct_9fa48("425") ? status > 400 : stryMutAct_9fa48("424") ? true : (stryCov_9fa48("424", "425", "426"), status >= 400)))) && (stryMutAct_9fa48("429") ? status > 599 : stryMutAct_9fa48("428") ? status < 599 : stryMutAct_9fa48("427") ? true : (stryCov_9fa48("427", "428", "429"), status <= 599)))) return status;
    return refuse(stryMutAct_9fa48("430") ? `` : (stryCov_9fa48("430"), `failureStatus for ${probe}`), status, stryMutAct_9fa48("431") ? "" : (stryCov_9fa48("431"), '400 to 599, because probes count 200 to 399 as success'));
  }
}
function validNames(path: string, group: GroupOptions): readonly string[] {
  if (stryMutAct_9fa48("432")) {
    {}
  } else {
    stryCov_9fa48("432");
    const {
      checks
    } = group;
    if (stryMutAct_9fa48("435") ? Array.isArray(checks) && checks.length > 0 || checks.every(couldBeName) : stryMutAct_9fa48("434") ? false : stryMutAct_9fa48("433") ? true : (stryCov_9fa48("433", "434", "435"), (stryMutAct_9fa48("437") ? Array.isArray(checks) || checks.length > 0 : stryMutAct_9fa48("436") ? true : (stryCov_9fa48("436", "437"), Array.isArray(checks) && (stryMutAct_9fa48("440") ? checks.length <= 0 : stryMutAct_9fa48("439") ? checks.length >= 0 : stryMutAct_9fa48("438") ? true : (stryCov_9fa48("438", "439", "440"), checks.length > 0)))) && (stryMutAct_9fa48("441") ? checks.some(couldBeName) : (stryCov_9fa48("441"), checks.every(couldBeName))))) return stryMutAct_9fa48("442") ? [] : (stryCov_9fa48("442"), [...checks]);
    return refuse(stryMutAct_9fa48("443") ? `` : (stryCov_9fa48("443"), `checks of group ${quote(path)}`), checks, stryMutAct_9fa48("444") ? `` : (stryCov_9fa48("444"), `a list of check names of at most ${MAX_NAME_LENGTH} characters each`));
  }
}
function validRules(path: string, group: GroupOptions): ProbeName {
  if (stryMutAct_9fa48("445")) {
    {}
  } else {
    stryCov_9fa48("445");
    const {
      rules = stryMutAct_9fa48("446") ? "" : (stryCov_9fa48("446"), 'readiness')
    } = group;
    const known = PROBES.find(stryMutAct_9fa48("447") ? () => undefined : (stryCov_9fa48("447"), probe => stryMutAct_9fa48("450") ? probe !== rules : stryMutAct_9fa48("449") ? false : stryMutAct_9fa48("448") ? true : (stryCov_9fa48("448", "449", "450"), probe === rules)));
    if (stryMutAct_9fa48("453") ? known === undefined : stryMutAct_9fa48("452") ? false : stryMutAct_9fa48("451") ? true : (stryCov_9fa48("451", "452", "453"), known !== undefined)) return known;
    return refuse(stryMutAct_9fa48("454") ? `` : (stryCov_9fa48("454"), `rules of group ${quote(path)}`), rules, PROBE_NAMES);
  }
}