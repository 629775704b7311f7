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
import { printableName } from '../text.ts';
import type { Evaluation, VerdictLine } from '../types.ts';
import { compareLikeGo, quoteLikeGo } from './quote.ts';
const MAX_UNMATCHED = 10;
const MAX_UNMATCHED_LENGTH = 100;

/**
 * A probe's lines in kube-apiserver's format, which never carries reasons. `warn` and `unknown` are ours, in the same
 * spirit: `[+]` does not block, `[-]` does.
 * @see https://github.com/kubernetes/apiserver/blob/master/pkg/server/healthz/healthz.go
 */
export const renderLines = stryMutAct_9fa48("644") ? () => undefined : (stryCov_9fa48("644"), (() => {
  const renderLines = (lines: readonly VerdictLine[]): string => lines.map(renderLine).join(stryMutAct_9fa48("645") ? "Stryker was here!" : (stryCov_9fa48("645"), ''));
  return renderLines;
})());

/** What stands below the lines. `name` is the last segment of the probe's path. */
export const renderFooter = stryMutAct_9fa48("646") ? () => undefined : (stryCov_9fa48("646"), (() => {
  const renderFooter = (name: string, {
    ok,
    unmatched
  }: Evaluation): string => stryMutAct_9fa48("647") ? `` : (stryCov_9fa48("647"), `${renderUnmatched(unmatched)}${name} check ${ok ? stryMutAct_9fa48("648") ? "" : (stryCov_9fa48("648"), 'passed') : stryMutAct_9fa48("649") ? "" : (stryCov_9fa48("649"), 'failed')}\n`);
  return renderFooter;
})());
function renderLine({
  name: given,
  status,
  excluded
}: VerdictLine): string {
  if (stryMutAct_9fa48("650")) {
    {}
  } else {
    stryCov_9fa48("650");
    const name = printableName(given);
    if (stryMutAct_9fa48("652") ? false : stryMutAct_9fa48("651") ? true : (stryCov_9fa48("651", "652"), excluded)) return stryMutAct_9fa48("653") ? `` : (stryCov_9fa48("653"), `[+]${name} excluded: ok\n`);
    switch (status) {
      case stryMutAct_9fa48("655") ? "" : (stryCov_9fa48("655"), 'pass'):
        if (stryMutAct_9fa48("654")) {} else {
          stryCov_9fa48("654");
          return stryMutAct_9fa48("656") ? `` : (stryCov_9fa48("656"), `[+]${name} ok\n`);
        }
      case stryMutAct_9fa48("658") ? "" : (stryCov_9fa48("658"), 'warn'):
        if (stryMutAct_9fa48("657")) {} else {
          stryCov_9fa48("657");
          return stryMutAct_9fa48("659") ? `` : (stryCov_9fa48("659"), `[+]${name} warn: reason withheld\n`);
        }
      case stryMutAct_9fa48("661") ? "" : (stryCov_9fa48("661"), 'unknown'):
        if (stryMutAct_9fa48("660")) {} else {
          stryCov_9fa48("660");
          return stryMutAct_9fa48("662") ? `` : (stryCov_9fa48("662"), `[-]${name} unknown: reason withheld\n`);
        }
      case stryMutAct_9fa48("664") ? "" : (stryCov_9fa48("664"), 'fail'):
        if (stryMutAct_9fa48("663")) {} else {
          stryCov_9fa48("663");
          return stryMutAct_9fa48("665") ? `` : (stryCov_9fa48("665"), `[-]${name} failed: reason withheld\n`);
        }
    }
  }
}
function renderUnmatched(names: readonly string[]): string {
  if (stryMutAct_9fa48("666")) {
    {}
  } else {
    stryCov_9fa48("666");
    if (stryMutAct_9fa48("669") ? names.length !== 0 : stryMutAct_9fa48("668") ? false : stryMutAct_9fa48("667") ? true : (stryCov_9fa48("667", "668", "669"), names.length === 0)) return stryMutAct_9fa48("670") ? "Stryker was here!" : (stryCov_9fa48("670"), '');
    const shown = stryMutAct_9fa48("672") ? [...names].slice(0, MAX_UNMATCHED).map(shorten).map(quoteLikeGo).join(',') : stryMutAct_9fa48("671") ? [...names].sort(compareLikeGo).map(shorten).map(quoteLikeGo).join(',') : (stryCov_9fa48("671", "672"), (stryMutAct_9fa48("673") ? [] : (stryCov_9fa48("673"), [...names])).sort(compareLikeGo).slice(0, MAX_UNMATCHED).map(shorten).map(quoteLikeGo).join(stryMutAct_9fa48("674") ? "" : (stryCov_9fa48("674"), ',')));
    const more = (stryMutAct_9fa48("678") ? names.length <= MAX_UNMATCHED : stryMutAct_9fa48("677") ? names.length >= MAX_UNMATCHED : stryMutAct_9fa48("676") ? false : stryMutAct_9fa48("675") ? true : (stryCov_9fa48("675", "676", "677", "678"), names.length > MAX_UNMATCHED)) ? stryMutAct_9fa48("679") ? `` : (stryCov_9fa48("679"), ` and ${stryMutAct_9fa48("680") ? names.length + MAX_UNMATCHED : (stryCov_9fa48("680"), names.length - MAX_UNMATCHED)} more`) : stryMutAct_9fa48("681") ? "Stryker was here!" : (stryCov_9fa48("681"), '');
    return stryMutAct_9fa48("682") ? `` : (stryCov_9fa48("682"), `warn: some health checks cannot be excluded: no matches for ${shown}${more}\n`);
  }
}
const shorten = stryMutAct_9fa48("683") ? () => undefined : (stryCov_9fa48("683"), (() => {
  const shorten = (name: string): string => (stryMutAct_9fa48("687") ? name.length <= MAX_UNMATCHED_LENGTH : stryMutAct_9fa48("686") ? name.length >= MAX_UNMATCHED_LENGTH : stryMutAct_9fa48("685") ? false : stryMutAct_9fa48("684") ? true : (stryCov_9fa48("684", "685", "686", "687"), name.length > MAX_UNMATCHED_LENGTH)) ? stryMutAct_9fa48("688") ? `` : (stryCov_9fa48("688"), `${stryMutAct_9fa48("689") ? name : (stryCov_9fa48("689"), name.slice(0, MAX_UNMATCHED_LENGTH))}…`) : name;
  return shorten;
})());

/** One check's answer. The reason only for those who may know it. */
export function renderOne(line: VerdictLine, unlocked: boolean): string {
  if (stryMutAct_9fa48("690")) {
    {}
  } else {
    stryCov_9fa48("690");
    if (stryMutAct_9fa48("693") ? line.status === 'pass' && line.status === 'warn' : stryMutAct_9fa48("692") ? false : stryMutAct_9fa48("691") ? true : (stryCov_9fa48("691", "692", "693"), (stryMutAct_9fa48("695") ? line.status !== 'pass' : stryMutAct_9fa48("694") ? false : (stryCov_9fa48("694", "695"), line.status === (stryMutAct_9fa48("696") ? "" : (stryCov_9fa48("696"), 'pass')))) || (stryMutAct_9fa48("698") ? line.status !== 'warn' : stryMutAct_9fa48("697") ? false : (stryCov_9fa48("697", "698"), line.status === (stryMutAct_9fa48("699") ? "" : (stryCov_9fa48("699"), 'warn')))))) return stryMutAct_9fa48("700") ? "" : (stryCov_9fa48("700"), 'ok');
    return stryMutAct_9fa48("701") ? `` : (stryCov_9fa48("701"), `internal server error: ${unlocked ? stryMutAct_9fa48("702") ? line.reason && line.status : (stryCov_9fa48("702"), line.reason ?? line.status) : stryMutAct_9fa48("703") ? "" : (stryCov_9fa48("703"), 'reason withheld')}\n`);
  }
}