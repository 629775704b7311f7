/** The parameters that probes understand. */
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
export interface ProbeQuery {
  readonly verbose: boolean;
  readonly exclude: readonly string[];
  readonly format: string | undefined;
}
const NONE: ProbeQuery = stryMutAct_9fa48("175") ? {} : (stryCov_9fa48("175"), {
  verbose: stryMutAct_9fa48("176") ? true : (stryCov_9fa48("176"), false),
  exclude: stryMutAct_9fa48("177") ? ["Stryker was here"] : (stryCov_9fa48("177"), []),
  format: undefined
});

/** Reads a query string as Go's `url.ParseQuery` does: a pair with a bad escape or a semicolon is dropped. Never throws. */
export function parseQuery(query: string): ProbeQuery {
  if (stryMutAct_9fa48("178")) {
    {}
  } else {
    stryCov_9fa48("178");
    if (stryMutAct_9fa48("181") ? query !== '' : stryMutAct_9fa48("180") ? false : stryMutAct_9fa48("179") ? true : (stryCov_9fa48("179", "180", "181"), query === (stryMutAct_9fa48("182") ? "Stryker was here!" : (stryCov_9fa48("182"), '')))) return NONE;
    let verbose = stryMutAct_9fa48("183") ? true : (stryCov_9fa48("183"), false);
    let format: string | undefined;
    const exclude: string[] = stryMutAct_9fa48("184") ? ["Stryker was here"] : (stryCov_9fa48("184"), []);
    for (const pair of query.split(stryMutAct_9fa48("185") ? "" : (stryCov_9fa48("185"), '&'))) {
      if (stryMutAct_9fa48("186")) {
        {}
      } else {
        stryCov_9fa48("186");
        if (stryMutAct_9fa48("189") ? pair === '' && pair.includes(';') : stryMutAct_9fa48("188") ? false : stryMutAct_9fa48("187") ? true : (stryCov_9fa48("187", "188", "189"), (stryMutAct_9fa48("191") ? pair !== '' : stryMutAct_9fa48("190") ? false : (stryCov_9fa48("190", "191"), pair === (stryMutAct_9fa48("192") ? "Stryker was here!" : (stryCov_9fa48("192"), '')))) || pair.includes(stryMutAct_9fa48("193") ? "" : (stryCov_9fa48("193"), ';')))) continue;
        const equals = pair.indexOf(stryMutAct_9fa48("194") ? "" : (stryCov_9fa48("194"), '='));
        const key = decode((stryMutAct_9fa48("198") ? equals >= 0 : stryMutAct_9fa48("197") ? equals <= 0 : stryMutAct_9fa48("196") ? false : stryMutAct_9fa48("195") ? true : (stryCov_9fa48("195", "196", "197", "198"), equals < 0)) ? pair : stryMutAct_9fa48("199") ? pair : (stryCov_9fa48("199"), pair.slice(0, equals)));
        const value = (stryMutAct_9fa48("203") ? equals >= 0 : stryMutAct_9fa48("202") ? equals <= 0 : stryMutAct_9fa48("201") ? false : stryMutAct_9fa48("200") ? true : (stryCov_9fa48("200", "201", "202", "203"), equals < 0)) ? stryMutAct_9fa48("204") ? "Stryker was here!" : (stryCov_9fa48("204"), '') : decode(stryMutAct_9fa48("205") ? pair : (stryCov_9fa48("205"), pair.slice(stryMutAct_9fa48("206") ? equals - 1 : (stryCov_9fa48("206"), equals + 1))));
        if (stryMutAct_9fa48("209") ? value !== undefined : stryMutAct_9fa48("208") ? false : stryMutAct_9fa48("207") ? true : (stryCov_9fa48("207", "208", "209"), value === undefined)) continue;
        if (stryMutAct_9fa48("212") ? key !== 'verbose' : stryMutAct_9fa48("211") ? false : stryMutAct_9fa48("210") ? true : (stryCov_9fa48("210", "211", "212"), key === (stryMutAct_9fa48("213") ? "" : (stryCov_9fa48("213"), 'verbose')))) verbose = stryMutAct_9fa48("214") ? false : (stryCov_9fa48("214"), true);else if (stryMutAct_9fa48("217") ? key !== 'exclude' : stryMutAct_9fa48("216") ? false : stryMutAct_9fa48("215") ? true : (stryCov_9fa48("215", "216", "217"), key === (stryMutAct_9fa48("218") ? "" : (stryCov_9fa48("218"), 'exclude')))) exclude.push(value);else if (stryMutAct_9fa48("221") ? key !== 'format' : stryMutAct_9fa48("220") ? false : stryMutAct_9fa48("219") ? true : (stryCov_9fa48("219", "220", "221"), key === (stryMutAct_9fa48("222") ? "" : (stryCov_9fa48("222"), 'format')))) stryMutAct_9fa48("223") ? format &&= value : (stryCov_9fa48("223"), format ??= value);
      }
    }
    return stryMutAct_9fa48("224") ? {} : (stryCov_9fa48("224"), {
      verbose,
      exclude,
      format
    });
  }
}
function decode(text: string): string | undefined {
  if (stryMutAct_9fa48("225")) {
    {}
  } else {
    stryCov_9fa48("225");
    const spaced = text.replaceAll(stryMutAct_9fa48("226") ? "" : (stryCov_9fa48("226"), '+'), stryMutAct_9fa48("227") ? "" : (stryCov_9fa48("227"), ' '));
    return stryMutAct_9fa48("228") ? decodePercent(spaced) && (/%(?![0-9a-f]{2})/i.test(spaced) ? undefined : decodeBytes(spaced)) : (stryCov_9fa48("228"), decodePercent(spaced) ?? ((stryMutAct_9fa48("231") ? /%(?![^0-9a-f]{2})/i : stryMutAct_9fa48("230") ? /%(?![0-9a-f])/i : stryMutAct_9fa48("229") ? /%(?=[0-9a-f]{2})/i : (stryCov_9fa48("229", "230", "231"), /%(?![0-9a-f]{2})/i)).test(spaced) ? undefined : decodeBytes(spaced)));
  }
}

/** Escapes may stand for bytes that are no text; Go takes them, and so does this, as replacement characters. */
function decodeBytes(text: string): string {
  if (stryMutAct_9fa48("232")) {
    {}
  } else {
    stryCov_9fa48("232");
    return text.replace(stryMutAct_9fa48("235") ? /(?:%[^0-9a-f]{2})+/gi : stryMutAct_9fa48("234") ? /(?:%[0-9a-f])+/gi : stryMutAct_9fa48("233") ? /(?:%[0-9a-f]{2})/gi : (stryCov_9fa48("233", "234", "235"), /(?:%[0-9a-f]{2})+/gi), stryMutAct_9fa48("236") ? () => undefined : (stryCov_9fa48("236"), escapes => new TextDecoder().decode(Uint8Array.from(stryMutAct_9fa48("237") ? escapes.split('%') : (stryCov_9fa48("237"), escapes.slice(1).split(stryMutAct_9fa48("238") ? "" : (stryCov_9fa48("238"), '%'))), stryMutAct_9fa48("239") ? () => undefined : (stryCov_9fa48("239"), hex => Number.parseInt(hex, 16))))));
  }
}

/** Percent-decodes, or says `undefined` where an escape is bad. */
export function decodePercent(text: string): string | undefined {
  if (stryMutAct_9fa48("240")) {
    {}
  } else {
    stryCov_9fa48("240");
    if (stryMutAct_9fa48("243") ? false : stryMutAct_9fa48("242") ? true : stryMutAct_9fa48("241") ? text.includes('%') : (stryCov_9fa48("241", "242", "243"), !text.includes(stryMutAct_9fa48("244") ? "" : (stryCov_9fa48("244"), '%')))) return text;
    try {
      if (stryMutAct_9fa48("245")) {
        {}
      } else {
        stryCov_9fa48("245");
        return decodeURIComponent(text);
      }
    } catch {
      if (stryMutAct_9fa48("246")) {
        {}
      } else {
        stryCov_9fa48("246");
        return undefined;
      }
    }
  }
}