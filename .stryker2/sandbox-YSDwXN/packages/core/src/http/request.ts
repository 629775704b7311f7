/** A request, as every framework can tell it. */
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
export interface ProbeRequest {
  /** `GET` and `HEAD` are probes; others are refused, or left to the app. */
  readonly method?: string | undefined;
  /** The request target as the framework hands it: stripped of a mount path. */
  readonly url?: string | undefined;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The peer's address, for `details`. */
  readonly remoteAddress?: string | undefined;
}

/** What the handler needs of a `Headers`. @see https://fetch.spec.whatwg.org/#headers-class */
export interface HeadersLike {
  get(name: string): string | null;
  forEach(callback: (value: string, name: string) => void): void;
}

/** A request as an adapter hands it over: the headers may be a record or a `Headers`, whatever the framework has. */
export interface AdapterRequest extends Omit<ProbeRequest, 'headers'> {
  /** By lower-case name, or a `Headers`. */
  readonly headers: ProbeRequest['headers'] | HeadersLike;
}

/** What to write. `headers` are ours and complete; `body` is empty for HEAD. */
export interface ProbeResponse {
  /** 200, the failure status, 404 or 405. */
  readonly status: number;
  /** By the names that are written. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text or JSON, in UTF-8. */
  readonly body: string;
}

/** The request with its headers by name. What has them so is handed on as it is: nothing is read before somebody asks. */
export function withRecord(request: AdapterRequest): ProbeRequest {
  if (stryMutAct_9fa48("247")) {
    {}
  } else {
    stryCov_9fa48("247");
    if (stryMutAct_9fa48("249") ? false : stryMutAct_9fa48("248") ? true : (stryCov_9fa48("248", "249"), hasRecord(request))) return request;
    const {
      method,
      url,
      remoteAddress,
      headers
    } = request;
    const record: Record<string, string> = {};
    if (stryMutAct_9fa48("251") ? false : stryMutAct_9fa48("250") ? true : (stryCov_9fa48("250", "251"), isHeaders(headers))) {
      if (stryMutAct_9fa48("252")) {
        {}
      } else {
        stryCov_9fa48("252");
        headers.forEach((value, name) => {
          if (stryMutAct_9fa48("253")) {
            {}
          } else {
            stryCov_9fa48("253");
            record[stryMutAct_9fa48("254") ? name.toUpperCase() : (stryCov_9fa48("254"), name.toLowerCase())] = value;
          }
        });
      }
    }
    return stryMutAct_9fa48("255") ? {} : (stryCov_9fa48("255"), {
      method,
      url,
      remoteAddress,
      headers: record
    });
  }
}
const hasRecord = stryMutAct_9fa48("256") ? () => undefined : (stryCov_9fa48("256"), (() => {
  const hasRecord = (request: AdapterRequest): request is ProbeRequest => stryMutAct_9fa48("257") ? isHeaders(request.headers) : (stryCov_9fa48("257"), !isHeaders(request.headers));
  return hasRecord;
})());

/** A header that is called `get` has no function for its value. */
const isHeaders = stryMutAct_9fa48("258") ? () => undefined : (stryCov_9fa48("258"), (() => {
  const isHeaders = (headers: AdapterRequest['headers'] | undefined): headers is HeadersLike => stryMutAct_9fa48("261") ? typeof headers?.get === 'function' || typeof headers.forEach === 'function' : stryMutAct_9fa48("260") ? false : stryMutAct_9fa48("259") ? true : (stryCov_9fa48("259", "260", "261"), (stryMutAct_9fa48("263") ? typeof headers?.get !== 'function' : stryMutAct_9fa48("262") ? true : (stryCov_9fa48("262", "263"), typeof (stryMutAct_9fa48("264") ? headers.get : (stryCov_9fa48("264"), headers?.get)) === (stryMutAct_9fa48("265") ? "" : (stryCov_9fa48("265"), 'function')))) && (stryMutAct_9fa48("267") ? typeof headers.forEach !== 'function' : stryMutAct_9fa48("266") ? true : (stryCov_9fa48("266", "267"), typeof headers.forEach === (stryMutAct_9fa48("268") ? "" : (stryCov_9fa48("268"), 'function')))));
  return isHeaders;
})());