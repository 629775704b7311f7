/** The media types of a JSON answer. */
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
export type JsonType = 'application/health+json' | 'application/json';

/**
 * The JSON type to answer with, or `undefined` for text: JSON must be named, and be liked at least as much as text.
 * A wildcard is text.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-accept
 */
export function jsonTypeOf(accept: string | undefined): JsonType | undefined {
  if (stryMutAct_9fa48("0")) {
    {}
  } else {
    stryCov_9fa48("0");
    if (stryMutAct_9fa48("3") ? accept === undefined && !/json/i.test(accept) : stryMutAct_9fa48("2") ? false : stryMutAct_9fa48("1") ? true : (stryCov_9fa48("1", "2", "3"), (stryMutAct_9fa48("5") ? accept !== undefined : stryMutAct_9fa48("4") ? false : (stryCov_9fa48("4", "5"), accept === undefined)) || (stryMutAct_9fa48("6") ? /json/i.test(accept) : (stryCov_9fa48("6"), !/json/i.test(accept))))) return undefined;
    let text = 0;
    let health = 0;
    let json = 0;
    for (const range of accept.split(stryMutAct_9fa48("7") ? "" : (stryCov_9fa48("7"), ','))) {
      if (stryMutAct_9fa48("8")) {
        {}
      } else {
        stryCov_9fa48("8");
        const [type = stryMutAct_9fa48("9") ? "Stryker was here!" : (stryCov_9fa48("9"), ''), ...parameters] = range.split(stryMutAct_9fa48("10") ? "" : (stryCov_9fa48("10"), ';')).map(stryMutAct_9fa48("11") ? () => undefined : (stryCov_9fa48("11"), part => stryMutAct_9fa48("13") ? part.toLowerCase() : stryMutAct_9fa48("12") ? part.trim().toUpperCase() : (stryCov_9fa48("12", "13"), part.trim().toLowerCase())));
        const quality = qualityOf(parameters);
        if (stryMutAct_9fa48("16") ? type !== 'application/health+json' : stryMutAct_9fa48("15") ? false : stryMutAct_9fa48("14") ? true : (stryCov_9fa48("14", "15", "16"), type === (stryMutAct_9fa48("17") ? "" : (stryCov_9fa48("17"), 'application/health+json')))) health = stryMutAct_9fa48("18") ? Math.min(health, quality) : (stryCov_9fa48("18"), Math.max(health, quality));else if (stryMutAct_9fa48("21") ? type !== 'application/json' : stryMutAct_9fa48("20") ? false : stryMutAct_9fa48("19") ? true : (stryCov_9fa48("19", "20", "21"), type === (stryMutAct_9fa48("22") ? "" : (stryCov_9fa48("22"), 'application/json')))) json = stryMutAct_9fa48("23") ? Math.min(json, quality) : (stryCov_9fa48("23"), Math.max(json, quality));else if (stryMutAct_9fa48("26") ? type === '*/*' && type.startsWith('text/') : stryMutAct_9fa48("25") ? false : stryMutAct_9fa48("24") ? true : (stryCov_9fa48("24", "25", "26"), (stryMutAct_9fa48("28") ? type !== '*/*' : stryMutAct_9fa48("27") ? false : (stryCov_9fa48("27", "28"), type === (stryMutAct_9fa48("29") ? "" : (stryCov_9fa48("29"), '*/*')))) || (stryMutAct_9fa48("30") ? type.endsWith('text/') : (stryCov_9fa48("30"), type.startsWith(stryMutAct_9fa48("31") ? "" : (stryCov_9fa48("31"), 'text/')))))) text = stryMutAct_9fa48("32") ? Math.min(text, quality) : (stryCov_9fa48("32"), Math.max(text, quality));
      }
    }
    const best = stryMutAct_9fa48("33") ? Math.min(health, json) : (stryCov_9fa48("33"), Math.max(health, json));
    if (stryMutAct_9fa48("36") ? best === 0 && best < text : stryMutAct_9fa48("35") ? false : stryMutAct_9fa48("34") ? true : (stryCov_9fa48("34", "35", "36"), (stryMutAct_9fa48("38") ? best !== 0 : stryMutAct_9fa48("37") ? false : (stryCov_9fa48("37", "38"), best === 0)) || (stryMutAct_9fa48("41") ? best >= text : stryMutAct_9fa48("40") ? best <= text : stryMutAct_9fa48("39") ? false : (stryCov_9fa48("39", "40", "41"), best < text)))) return undefined;
    return (stryMutAct_9fa48("45") ? health < json : stryMutAct_9fa48("44") ? health > json : stryMutAct_9fa48("43") ? false : stryMutAct_9fa48("42") ? true : (stryCov_9fa48("42", "43", "44", "45"), health >= json)) ? stryMutAct_9fa48("46") ? "" : (stryCov_9fa48("46"), 'application/health+json') : stryMutAct_9fa48("47") ? "" : (stryCov_9fa48("47"), 'application/json');
  }
}
function qualityOf(parameters: readonly string[]): number {
  if (stryMutAct_9fa48("48")) {
    {}
  } else {
    stryCov_9fa48("48");
    const weight = parameters.find(stryMutAct_9fa48("49") ? () => undefined : (stryCov_9fa48("49"), parameter => (stryMutAct_9fa48("52") ? /^q\S*=/ : stryMutAct_9fa48("51") ? /^q\s=/ : stryMutAct_9fa48("50") ? /q\s*=/ : (stryCov_9fa48("50", "51", "52"), /^q\s*=/)).test(parameter)));
    if (stryMutAct_9fa48("55") ? weight !== undefined : stryMutAct_9fa48("54") ? false : stryMutAct_9fa48("53") ? true : (stryCov_9fa48("53", "54", "55"), weight === undefined)) return 1;
    const quality = Number(stryMutAct_9fa48("56") ? weight : (stryCov_9fa48("56"), weight.slice(stryMutAct_9fa48("57") ? weight.indexOf('=') - 1 : (stryCov_9fa48("57"), weight.indexOf(stryMutAct_9fa48("58") ? "" : (stryCov_9fa48("58"), '=')) + 1))));
    // An unreadable weight is no wish at all.
    return (stryMutAct_9fa48("62") ? quality > 1 : stryMutAct_9fa48("61") ? quality < 1 : stryMutAct_9fa48("60") ? false : stryMutAct_9fa48("59") ? true : (stryCov_9fa48("59", "60", "61", "62"), quality <= 1)) ? quality : 0;
  }
}