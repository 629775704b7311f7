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
import type { ProbeResponse } from './request.ts';

/** A response for GET, and the same without a body for HEAD. */
export interface Answer {
  readonly full: ProbeResponse;
  readonly head: ProbeResponse;
}
export const TEXT = stryMutAct_9fa48("165") ? "" : (stryCov_9fa48("165"), 'text/plain; charset=utf-8');
const encoder = new TextEncoder();
export function answer(status: number, body: string, type = TEXT, more: Readonly<Record<string, string>> = {}): Answer {
  if (stryMutAct_9fa48("166")) {
    {}
  } else {
    stryCov_9fa48("166");
    const headers = Object.freeze(stryMutAct_9fa48("167") ? {} : (stryCov_9fa48("167"), {
      ...more,
      'Cache-Control': stryMutAct_9fa48("168") ? "" : (stryCov_9fa48("168"), 'no-store'),
      'Content-Length': String(encoder.encode(body).length),
      'Content-Type': type,
      Vary: stryMutAct_9fa48("169") ? "" : (stryCov_9fa48("169"), 'Accept'),
      'X-Content-Type-Options': stryMutAct_9fa48("170") ? "" : (stryCov_9fa48("170"), 'nosniff')
    }));
    return stryMutAct_9fa48("171") ? {} : (stryCov_9fa48("171"), {
      full: Object.freeze(stryMutAct_9fa48("172") ? {} : (stryCov_9fa48("172"), {
        status,
        headers,
        body
      })),
      head: Object.freeze(stryMutAct_9fa48("173") ? {} : (stryCov_9fa48("173"), {
        status,
        headers,
        body: stryMutAct_9fa48("174") ? "Stryker was here!" : (stryCov_9fa48("174"), '')
      }))
    });
  }
}