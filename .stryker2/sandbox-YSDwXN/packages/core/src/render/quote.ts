/** Go's escapes for the characters that have one. */
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
const SHORT: Readonly<Record<string, string>> = stryMutAct_9fa48("568") ? {} : (stryCov_9fa48("568"), {
  '\x07': stryMutAct_9fa48("569") ? "" : (stryCov_9fa48("569"), '\\a'),
  '\b': stryMutAct_9fa48("570") ? "" : (stryCov_9fa48("570"), '\\b'),
  '\f': stryMutAct_9fa48("571") ? "" : (stryCov_9fa48("571"), '\\f'),
  '\n': stryMutAct_9fa48("572") ? "" : (stryCov_9fa48("572"), '\\n'),
  '\r': stryMutAct_9fa48("573") ? "" : (stryCov_9fa48("573"), '\\r'),
  '\t': stryMutAct_9fa48("574") ? "" : (stryCov_9fa48("574"), '\\t'),
  '\v': stryMutAct_9fa48("575") ? "" : (stryCov_9fa48("575"), '\\v'),
  '\\': stryMutAct_9fa48("576") ? "" : (stryCov_9fa48("576"), '\\\\'),
  '"': stryMutAct_9fa48("577") ? "" : (stryCov_9fa48("577"), '\\"')
});

/** What Go prints as it is: letters, marks, numbers, punctuation, symbols and the ASCII space (strconv.IsPrint). */
const PRINTABLE = stryMutAct_9fa48("585") ? /^[\p{L}\p{M}\p{N}\p{P}\P{S} ]$/u : stryMutAct_9fa48("584") ? /^[\p{L}\p{M}\p{N}\P{P}\p{S} ]$/u : stryMutAct_9fa48("583") ? /^[\p{L}\p{M}\P{N}\p{P}\p{S} ]$/u : stryMutAct_9fa48("582") ? /^[\p{L}\P{M}\p{N}\p{P}\p{S} ]$/u : stryMutAct_9fa48("581") ? /^[\P{L}\p{M}\p{N}\p{P}\p{S} ]$/u : stryMutAct_9fa48("580") ? /^[^\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u : stryMutAct_9fa48("579") ? /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u : stryMutAct_9fa48("578") ? /[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u : (stryCov_9fa48("578", "579", "580", "581", "582", "583", "584", "585"), /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u);

/** A string as Go's `%q` prints it. @see https://pkg.go.dev/strconv#Quote */
export function quoteLikeGo(text: string): string {
  if (stryMutAct_9fa48("586")) {
    {}
  } else {
    stryCov_9fa48("586");
    let quoted = stryMutAct_9fa48("587") ? "" : (stryCov_9fa48("587"), '"');
    for (const character of text) {
      if (stryMutAct_9fa48("588")) {
        {}
      } else {
        stryCov_9fa48("588");
        const short = SHORT[character];
        if (stryMutAct_9fa48("591") ? short === undefined : stryMutAct_9fa48("590") ? false : stryMutAct_9fa48("589") ? true : (stryCov_9fa48("589", "590", "591"), short !== undefined)) stryMutAct_9fa48("592") ? quoted -= short : (stryCov_9fa48("592"), quoted += short);else if (stryMutAct_9fa48("594") ? false : stryMutAct_9fa48("593") ? true : (stryCov_9fa48("593", "594"), PRINTABLE.test(character))) stryMutAct_9fa48("595") ? quoted -= character : (stryCov_9fa48("595"), quoted += character);else stryMutAct_9fa48("596") ? quoted -= escaped(character.codePointAt(0) ?? 0) : (stryCov_9fa48("596"), quoted += escaped(stryMutAct_9fa48("597") ? character.codePointAt(0) && 0 : (stryCov_9fa48("597"), character.codePointAt(0) ?? 0)));
      }
    }
    return stryMutAct_9fa48("598") ? `` : (stryCov_9fa48("598"), `${quoted}"`);
  }
}
function escaped(point: number): string {
  if (stryMutAct_9fa48("599")) {
    {}
  } else {
    stryCov_9fa48("599");
    const hex = point.toString(16);
    if (stryMutAct_9fa48("602") ? point < 0x20 && point === 0x7f : stryMutAct_9fa48("601") ? false : stryMutAct_9fa48("600") ? true : (stryCov_9fa48("600", "601", "602"), (stryMutAct_9fa48("605") ? point >= 0x20 : stryMutAct_9fa48("604") ? point <= 0x20 : stryMutAct_9fa48("603") ? false : (stryCov_9fa48("603", "604", "605"), point < 0x20)) || (stryMutAct_9fa48("607") ? point !== 0x7f : stryMutAct_9fa48("606") ? false : (stryCov_9fa48("606", "607"), point === 0x7f)))) return stryMutAct_9fa48("608") ? `` : (stryCov_9fa48("608"), `\\x${hex.padStart(2, stryMutAct_9fa48("609") ? "" : (stryCov_9fa48("609"), '0'))}`);
    // A lone surrogate is no character in Go's strings: it prints the replacement character.
    if (stryMutAct_9fa48("612") ? point >= 0xd800 || point <= 0xdfff : stryMutAct_9fa48("611") ? false : stryMutAct_9fa48("610") ? true : (stryCov_9fa48("610", "611", "612"), (stryMutAct_9fa48("615") ? point < 0xd800 : stryMutAct_9fa48("614") ? point > 0xd800 : stryMutAct_9fa48("613") ? true : (stryCov_9fa48("613", "614", "615"), point >= 0xd800)) && (stryMutAct_9fa48("618") ? point > 0xdfff : stryMutAct_9fa48("617") ? point < 0xdfff : stryMutAct_9fa48("616") ? true : (stryCov_9fa48("616", "617", "618"), point <= 0xdfff)))) return stryMutAct_9fa48("619") ? "" : (stryCov_9fa48("619"), '\ufffd');
    return (stryMutAct_9fa48("623") ? point >= 0x1_0000 : stryMutAct_9fa48("622") ? point <= 0x1_0000 : stryMutAct_9fa48("621") ? false : stryMutAct_9fa48("620") ? true : (stryCov_9fa48("620", "621", "622", "623"), point < 0x1_0000)) ? stryMutAct_9fa48("624") ? `` : (stryCov_9fa48("624"), `\\u${hex.padStart(4, stryMutAct_9fa48("625") ? "" : (stryCov_9fa48("625"), '0'))}`) : stryMutAct_9fa48("626") ? `` : (stryCov_9fa48("626"), `\\U${hex.padStart(8, stryMutAct_9fa48("627") ? "" : (stryCov_9fa48("627"), '0'))}`);
  }
}

/** Go sorts strings by bytes, which is the order of code points, not of UTF-16 units. */
export function compareLikeGo(a: string, b: string): number {
  if (stryMutAct_9fa48("628")) {
    {}
  } else {
    stryCov_9fa48("628");
    const left = Array.from(a);
    const right = Array.from(b);
    for (let index = 0; stryMutAct_9fa48("631") ? index >= Math.min(left.length, right.length) : stryMutAct_9fa48("630") ? index <= Math.min(left.length, right.length) : stryMutAct_9fa48("629") ? false : (stryCov_9fa48("629", "630", "631"), index < (stryMutAct_9fa48("632") ? Math.max(left.length, right.length) : (stryCov_9fa48("632"), Math.min(left.length, right.length)))); stryMutAct_9fa48("633") ? index -= 1 : (stryCov_9fa48("633"), index += 1)) {
      if (stryMutAct_9fa48("634")) {
        {}
      } else {
        stryCov_9fa48("634");
        const difference = stryMutAct_9fa48("635") ? (left[index]?.codePointAt(0) ?? 0) + (right[index]?.codePointAt(0) ?? 0) : (stryCov_9fa48("635"), (stryMutAct_9fa48("636") ? left[index]?.codePointAt(0) && 0 : (stryCov_9fa48("636"), (stryMutAct_9fa48("637") ? left[index].codePointAt(0) : (stryCov_9fa48("637"), left[index]?.codePointAt(0))) ?? 0)) - (stryMutAct_9fa48("638") ? right[index]?.codePointAt(0) && 0 : (stryCov_9fa48("638"), (stryMutAct_9fa48("639") ? right[index].codePointAt(0) : (stryCov_9fa48("639"), right[index]?.codePointAt(0))) ?? 0)));
        if (stryMutAct_9fa48("642") ? difference === 0 : stryMutAct_9fa48("641") ? false : stryMutAct_9fa48("640") ? true : (stryCov_9fa48("640", "641", "642"), difference !== 0)) return difference;
      }
    }
    return stryMutAct_9fa48("643") ? left.length + right.length : (stryCov_9fa48("643"), left.length - right.length);
  }
}