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
import { ignore } from '../events.ts';
import { refuse } from '../validate.ts';
import type { ProbeRequest } from './request.ts';

/** Who may see reasons. */
export interface AccessOptions {
  /**
   * Who sees reasons, in JSON and in the answer about a single check: nobody, everybody, or requests for which the function
   * returns exactly `true`. A throw or a promise does not count.
   * @default 'never'
   */
  readonly details?: 'never' | 'always' | ((request: ProbeRequest) => boolean) | undefined;
  /**
   * Requests with `Authorization: Bearer <token>` see reasons.
   * @default none
   */
  readonly token?: string | undefined;
}

/** Whether a request may see reasons. Never throws. */
export function createAccess({
  details = stryMutAct_9fa48("63") ? "" : (stryCov_9fa48("63"), 'never'),
  token
}: AccessOptions): (request: ProbeRequest) => boolean {
  if (stryMutAct_9fa48("64")) {
    {}
  } else {
    stryCov_9fa48("64");
    if (stryMutAct_9fa48("67") ? details !== 'never' && details !== 'always' || typeof details !== 'function' : stryMutAct_9fa48("66") ? false : stryMutAct_9fa48("65") ? true : (stryCov_9fa48("65", "66", "67"), (stryMutAct_9fa48("69") ? details !== 'never' || details !== 'always' : stryMutAct_9fa48("68") ? true : (stryCov_9fa48("68", "69"), (stryMutAct_9fa48("71") ? details === 'never' : stryMutAct_9fa48("70") ? true : (stryCov_9fa48("70", "71"), details !== (stryMutAct_9fa48("72") ? "" : (stryCov_9fa48("72"), 'never')))) && (stryMutAct_9fa48("74") ? details === 'always' : stryMutAct_9fa48("73") ? true : (stryCov_9fa48("73", "74"), details !== (stryMutAct_9fa48("75") ? "" : (stryCov_9fa48("75"), 'always')))))) && (stryMutAct_9fa48("77") ? typeof details === 'function' : stryMutAct_9fa48("76") ? true : (stryCov_9fa48("76", "77"), typeof details !== (stryMutAct_9fa48("78") ? "" : (stryCov_9fa48("78"), 'function')))))) {
      if (stryMutAct_9fa48("79")) {
        {}
      } else {
        stryCov_9fa48("79");
        refuse(stryMutAct_9fa48("80") ? "" : (stryCov_9fa48("80"), 'details'), details, stryMutAct_9fa48("81") ? "" : (stryCov_9fa48("81"), '"never", "always" or a function of the request'));
      }
    }
    const trouble = (stryMutAct_9fa48("84") ? token !== undefined : stryMutAct_9fa48("83") ? false : stryMutAct_9fa48("82") ? true : (stryCov_9fa48("82", "83", "84"), token === undefined)) ? undefined : troubleWith(token);
    if (stryMutAct_9fa48("87") ? trouble === undefined : stryMutAct_9fa48("86") ? false : stryMutAct_9fa48("85") ? true : (stryCov_9fa48("85", "86", "87"), trouble !== undefined)) throw new ProbezError(stryMutAct_9fa48("88") ? "" : (stryCov_9fa48("88"), 'INVALID_OPTION'), stryMutAct_9fa48("89") ? `` : (stryCov_9fa48("89"), `token ${trouble}`));
    if (stryMutAct_9fa48("92") ? details !== 'always' : stryMutAct_9fa48("91") ? false : stryMutAct_9fa48("90") ? true : (stryCov_9fa48("90", "91", "92"), details === (stryMutAct_9fa48("93") ? "" : (stryCov_9fa48("93"), 'always')))) return stryMutAct_9fa48("94") ? () => undefined : (stryCov_9fa48("94"), () => stryMutAct_9fa48("95") ? false : (stryCov_9fa48("95"), true));
    return stryMutAct_9fa48("96") ? () => undefined : (stryCov_9fa48("96"), request => stryMutAct_9fa48("99") ? token !== undefined && bears(request, token) && typeof details === 'function' && asks(details, request) : stryMutAct_9fa48("98") ? false : stryMutAct_9fa48("97") ? true : (stryCov_9fa48("97", "98", "99"), (stryMutAct_9fa48("101") ? token !== undefined || bears(request, token) : stryMutAct_9fa48("100") ? false : (stryCov_9fa48("100", "101"), (stryMutAct_9fa48("103") ? token === undefined : stryMutAct_9fa48("102") ? true : (stryCov_9fa48("102", "103"), token !== undefined)) && bears(request, token))) || (stryMutAct_9fa48("105") ? typeof details === 'function' || asks(details, request) : stryMutAct_9fa48("104") ? false : (stryCov_9fa48("104", "105"), (stryMutAct_9fa48("107") ? typeof details !== 'function' : stryMutAct_9fa48("106") ? true : (stryCov_9fa48("106", "107"), typeof details === (stryMutAct_9fa48("108") ? "" : (stryCov_9fa48("108"), 'function')))) && asks(details, request)))));
  }
}

/** What is wrong with a token, if anything is. It is not quoted: it is a secret. */
function troubleWith(token: unknown): string | undefined {
  if (stryMutAct_9fa48("109")) {
    {}
  } else {
    stryCov_9fa48("109");
    if (stryMutAct_9fa48("112") ? typeof token === 'string' : stryMutAct_9fa48("111") ? false : stryMutAct_9fa48("110") ? true : (stryCov_9fa48("110", "111", "112"), typeof token !== (stryMutAct_9fa48("113") ? "" : (stryCov_9fa48("113"), 'string')))) return stryMutAct_9fa48("114") ? `` : (stryCov_9fa48("114"), `is a ${typeof token}; allowed: a string that is not empty`);
    if (stryMutAct_9fa48("117") ? token !== '' : stryMutAct_9fa48("116") ? false : stryMutAct_9fa48("115") ? true : (stryCov_9fa48("115", "116", "117"), token === (stryMutAct_9fa48("118") ? "Stryker was here!" : (stryCov_9fa48("118"), '')))) return stryMutAct_9fa48("119") ? "" : (stryCov_9fa48("119"), 'is empty; allowed: a string that is not empty');
    // A secret read from a file brings its newline, and would unlock for nobody.
    if (stryMutAct_9fa48("121") ? false : stryMutAct_9fa48("120") ? true : (stryCov_9fa48("120", "121"), (stryMutAct_9fa48("125") ? /^[^\x21-\x7e]+$/ : stryMutAct_9fa48("124") ? /^[\x21-\x7e]$/ : stryMutAct_9fa48("123") ? /^[\x21-\x7e]+/ : stryMutAct_9fa48("122") ? /[\x21-\x7e]+$/ : (stryCov_9fa48("122", "123", "124", "125"), /^[\x21-\x7e]+$/)).test(token))) return undefined;
    return stryMutAct_9fa48("126") ? "" : (stryCov_9fa48("126"), 'has a character that an Authorization header cannot contain; allowed: ASCII characters without spaces or line breaks');
  }
}
function asks(details: (request: ProbeRequest) => unknown, request: ProbeRequest): boolean {
  if (stryMutAct_9fa48("127")) {
    {}
  } else {
    stryCov_9fa48("127");
    try {
      if (stryMutAct_9fa48("128")) {
        {}
      } else {
        stryCov_9fa48("128");
        const answer = details(request);
        // An async function cannot be waited for here; its rejection must not end the process either.
        ignore(answer);
        return stryMutAct_9fa48("131") ? answer !== true : stryMutAct_9fa48("130") ? false : stryMutAct_9fa48("129") ? true : (stryCov_9fa48("129", "130", "131"), answer === (stryMutAct_9fa48("132") ? false : (stryCov_9fa48("132"), true)));
      }
    } catch {
      if (stryMutAct_9fa48("133")) {
        {}
      } else {
        stryCov_9fa48("133");
        return stryMutAct_9fa48("134") ? true : (stryCov_9fa48("134"), false);
      }
    }
  }
}
function bears({
  headers
}: Partial<ProbeRequest>, token: string): boolean {
  if (stryMutAct_9fa48("135")) {
    {}
  } else {
    stryCov_9fa48("135");
    const authorization = stryMutAct_9fa48("136") ? headers.authorization : (stryCov_9fa48("136"), headers?.authorization);
    if (stryMutAct_9fa48("139") ? typeof authorization === 'string' : stryMutAct_9fa48("138") ? false : stryMutAct_9fa48("137") ? true : (stryCov_9fa48("137", "138", "139"), typeof authorization !== (stryMutAct_9fa48("140") ? "" : (stryCov_9fa48("140"), 'string')))) return stryMutAct_9fa48("141") ? true : (stryCov_9fa48("141"), false);
    const match = (stryMutAct_9fa48("147") ? /^bearer +(\S+) $/i : stryMutAct_9fa48("146") ? /^bearer +(\s+) *$/i : stryMutAct_9fa48("145") ? /^bearer +(\S) *$/i : stryMutAct_9fa48("144") ? /^bearer (\S+) *$/i : stryMutAct_9fa48("143") ? /^bearer +(\S+) */i : stryMutAct_9fa48("142") ? /bearer +(\S+) *$/i : (stryCov_9fa48("142", "143", "144", "145", "146", "147"), /^bearer +(\S+) *$/i)).exec(authorization);
    return stryMutAct_9fa48("150") ? match?.[1] !== undefined || equals(match[1], token) : stryMutAct_9fa48("149") ? false : stryMutAct_9fa48("148") ? true : (stryCov_9fa48("148", "149", "150"), (stryMutAct_9fa48("152") ? match?.[1] === undefined : stryMutAct_9fa48("151") ? true : (stryCov_9fa48("151", "152"), (stryMutAct_9fa48("153") ? match[1] : (stryCov_9fa48("153"), match?.[1])) !== undefined)) && equals(match[1], token));
  }
}

/** Takes the same time wherever the texts differ; only the length of the presented one shows. */
function equals(presented: string, token: string): boolean {
  if (stryMutAct_9fa48("154")) {
    {}
  } else {
    stryCov_9fa48("154");
    let difference = presented.length ^ token.length;
    for (let index = 0; stryMutAct_9fa48("157") ? index >= presented.length : stryMutAct_9fa48("156") ? index <= presented.length : stryMutAct_9fa48("155") ? false : (stryCov_9fa48("155", "156", "157"), index < presented.length); stryMutAct_9fa48("158") ? index -= 1 : (stryCov_9fa48("158"), index += 1)) {
      if (stryMutAct_9fa48("159")) {
        {}
      } else {
        stryCov_9fa48("159");
        stryMutAct_9fa48("160") ? difference &= presented.charCodeAt(index) ^ token.charCodeAt(index % token.length) : (stryCov_9fa48("160"), difference |= presented.charCodeAt(index) ^ token.charCodeAt(stryMutAct_9fa48("161") ? index * token.length : (stryCov_9fa48("161"), index % token.length)));
      }
    }
    return stryMutAct_9fa48("164") ? difference !== 0 : stryMutAct_9fa48("163") ? false : stryMutAct_9fa48("162") ? true : (stryCov_9fa48("162", "163", "164"), difference === 0);
  }
}