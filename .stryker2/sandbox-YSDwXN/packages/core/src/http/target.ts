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
import { decodePercent } from './query.ts';

/** A request target cut in two: `/readyz?verbose` is `/readyz` and `verbose`. */
export interface Target {
  readonly path: string;
  readonly query: string;
}

/** Splits a request target of any form. A fragment is not sent by clients, and cut where one is. */
export function splitTarget(url: string): Target {
  if (stryMutAct_9fa48("455")) {
    {}
  } else {
    stryCov_9fa48("455");
    const origin = (stryMutAct_9fa48("458") ? url.charCodeAt(0) !== SLASH : stryMutAct_9fa48("457") ? false : stryMutAct_9fa48("456") ? true : (stryCov_9fa48("456", "457", "458"), url.charCodeAt(0) === SLASH)) ? url : originForm(url);
    const hash = origin.indexOf(stryMutAct_9fa48("459") ? "" : (stryCov_9fa48("459"), '#'));
    const whole = (stryMutAct_9fa48("463") ? hash >= 0 : stryMutAct_9fa48("462") ? hash <= 0 : stryMutAct_9fa48("461") ? false : stryMutAct_9fa48("460") ? true : (stryCov_9fa48("460", "461", "462", "463"), hash < 0)) ? origin : stryMutAct_9fa48("464") ? origin : (stryCov_9fa48("464"), origin.slice(0, hash));
    const mark = whole.indexOf(stryMutAct_9fa48("465") ? "" : (stryCov_9fa48("465"), '?'));
    return (stryMutAct_9fa48("469") ? mark >= 0 : stryMutAct_9fa48("468") ? mark <= 0 : stryMutAct_9fa48("467") ? false : stryMutAct_9fa48("466") ? true : (stryCov_9fa48("466", "467", "468", "469"), mark < 0)) ? stryMutAct_9fa48("470") ? {} : (stryCov_9fa48("470"), {
      path: whole,
      query: stryMutAct_9fa48("471") ? "Stryker was here!" : (stryCov_9fa48("471"), '')
    }) : stryMutAct_9fa48("472") ? {} : (stryCov_9fa48("472"), {
      path: stryMutAct_9fa48("473") ? whole : (stryCov_9fa48("473"), whole.slice(0, mark)),
      query: stryMutAct_9fa48("474") ? whole : (stryCov_9fa48("474"), whole.slice(stryMutAct_9fa48("475") ? mark - 1 : (stryCov_9fa48("475"), mark + 1)))
    });
  }
}
export const SLASH = 47;

/** The absolute form, which proxies send, without its scheme and host. @see https://www.rfc-editor.org/rfc/rfc9112#name-absolute-form */
function originForm(url: string): string {
  if (stryMutAct_9fa48("476")) {
    {}
  } else {
    stryCov_9fa48("476");
    const absolute = (stryMutAct_9fa48("480") ? /^https?:\/\/[/?#]*/i : stryMutAct_9fa48("479") ? /^https?:\/\/[^/?#]/i : stryMutAct_9fa48("478") ? /^https:\/\/[^/?#]*/i : stryMutAct_9fa48("477") ? /https?:\/\/[^/?#]*/i : (stryCov_9fa48("477", "478", "479", "480"), /^https?:\/\/[^/?#]*/i)).exec(url);
    if (stryMutAct_9fa48("483") ? absolute !== null : stryMutAct_9fa48("482") ? false : stryMutAct_9fa48("481") ? true : (stryCov_9fa48("481", "482", "483"), absolute === null)) return url;
    const rest = stryMutAct_9fa48("484") ? url : (stryCov_9fa48("484"), url.slice(absolute[0].length));
    return (stryMutAct_9fa48("485") ? rest.endsWith('/') : (stryCov_9fa48("485"), rest.startsWith(stryMutAct_9fa48("486") ? "" : (stryCov_9fa48("486"), '/')))) ? rest : stryMutAct_9fa48("487") ? `` : (stryCov_9fa48("487"), `/${rest}`);
  }
}

/**
 * Where `path` lies under the segments of a probe's path: `''` for the probe itself, the rest for a check of its, raw and
 * decoded below; `undefined` where it does not. Tolerates percent-encoding, repeated slashes and a trailing one.
 */
export function restUnder(segments: readonly string[], path: string): string | undefined {
  if (stryMutAct_9fa48("488")) {
    {}
  } else {
    stryCov_9fa48("488");
    let position = 0;
    for (const segment of segments) {
      if (stryMutAct_9fa48("489")) {
        {}
      } else {
        stryCov_9fa48("489");
        if (stryMutAct_9fa48("492") ? path.charCodeAt(position) === SLASH : stryMutAct_9fa48("491") ? false : stryMutAct_9fa48("490") ? true : (stryCov_9fa48("490", "491", "492"), path.charCodeAt(position) !== SLASH)) return undefined;
        while (stryMutAct_9fa48("494") ? path.charCodeAt(position) !== SLASH : stryMutAct_9fa48("493") ? false : (stryCov_9fa48("493", "494"), path.charCodeAt(position) === SLASH)) stryMutAct_9fa48("495") ? position -= 1 : (stryCov_9fa48("495"), position += 1);
        const slash = path.indexOf(stryMutAct_9fa48("496") ? "" : (stryCov_9fa48("496"), '/'), position);
        const end = (stryMutAct_9fa48("500") ? slash >= 0 : stryMutAct_9fa48("499") ? slash <= 0 : stryMutAct_9fa48("498") ? false : stryMutAct_9fa48("497") ? true : (stryCov_9fa48("497", "498", "499", "500"), slash < 0)) ? path.length : slash;
        if (stryMutAct_9fa48("503") ? path.slice(position, end) !== segment || decodePercent(path.slice(position, end)) !== segment : stryMutAct_9fa48("502") ? false : stryMutAct_9fa48("501") ? true : (stryCov_9fa48("501", "502", "503"), (stryMutAct_9fa48("505") ? path.slice(position, end) === segment : stryMutAct_9fa48("504") ? true : (stryCov_9fa48("504", "505"), (stryMutAct_9fa48("506") ? path : (stryCov_9fa48("506"), path.slice(position, end))) !== segment)) && (stryMutAct_9fa48("508") ? decodePercent(path.slice(position, end)) === segment : stryMutAct_9fa48("507") ? true : (stryCov_9fa48("507", "508"), decodePercent(stryMutAct_9fa48("509") ? path : (stryCov_9fa48("509"), path.slice(position, end))) !== segment)))) return undefined;
        position = end;
      }
    }
    while (stryMutAct_9fa48("511") ? path.charCodeAt(position) !== SLASH : stryMutAct_9fa48("510") ? false : (stryCov_9fa48("510", "511"), path.charCodeAt(position) === SLASH)) stryMutAct_9fa48("512") ? position -= 1 : (stryCov_9fa48("512"), position += 1);
    return stryMutAct_9fa48("513") ? path : (stryCov_9fa48("513"), path.slice(position));
  }
}

/** A path that may be somebody's after decoding: everything else can be told apart by its plain text. */
export const isCanonical = stryMutAct_9fa48("514") ? () => undefined : (stryCov_9fa48("514"), (() => {
  const isCanonical = (path: string): boolean => stryMutAct_9fa48("517") ? !path.includes('%') || !path.includes('//') : stryMutAct_9fa48("516") ? false : stryMutAct_9fa48("515") ? true : (stryCov_9fa48("515", "516", "517"), (stryMutAct_9fa48("518") ? path.includes('%') : (stryCov_9fa48("518"), !path.includes(stryMutAct_9fa48("519") ? "" : (stryCov_9fa48("519"), '%')))) && (stryMutAct_9fa48("520") ? path.includes('//') : (stryCov_9fa48("520"), !path.includes(stryMutAct_9fa48("521") ? "" : (stryCov_9fa48("521"), '//')))));
  return isCanonical;
})());