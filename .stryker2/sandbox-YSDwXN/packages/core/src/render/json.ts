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
import { isoOf } from '../iso.ts';
import type { Evaluation, ServiceInfo, Status, VerdictLine } from '../types.ts';

/**
 * The IETF draft's health response. What was measured and why something fails is for trusted eyes: without `unlocked`
 * only status, component type and time are told.
 * @see https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06
 */
export function renderJson(info: ServiceInfo, {
  status,
  lines
}: Evaluation, unlocked: boolean): string {
  if (stryMutAct_9fa48("522")) {
    {}
  } else {
    stryCov_9fa48("522");
    const head = stryMutAct_9fa48("523") ? JSON.stringify({
      ...statusOf(status),
      ...info
    }) : (stryCov_9fa48("523"), JSON.stringify(stryMutAct_9fa48("524") ? {} : (stryCov_9fa48("524"), {
      ...statusOf(status),
      ...info
    })).slice(0, stryMutAct_9fa48("525") ? +1 : (stryCov_9fa48("525"), -1)));
    const checks = lines.map(stryMutAct_9fa48("526") ? () => undefined : (stryCov_9fa48("526"), line => printed(line, unlocked))).join(stryMutAct_9fa48("527") ? "" : (stryCov_9fa48("527"), ','));
    return stryMutAct_9fa48("528") ? `` : (stryCov_9fa48("528"), `${head},"checks":{${checks}}}\n`);
  }
}
const locked = new WeakMap<VerdictLine, string>();
const open = new WeakMap<VerdictLine, string>();

/** Each line once: what is left out of an answer is the asker's to choose, and a flood of choices must not print all anew. */
function printed(line: VerdictLine, unlocked: boolean): string {
  if (stryMutAct_9fa48("529")) {
    {}
  } else {
    stryCov_9fa48("529");
    const known = unlocked ? open : locked;
    const text = stryMutAct_9fa48("530") ? known.get(line) && `${JSON.stringify(line.name)}:[${JSON.stringify(renderCheck(line, unlocked))}]` : (stryCov_9fa48("530"), known.get(line) ?? (stryMutAct_9fa48("531") ? `` : (stryCov_9fa48("531"), `${JSON.stringify(line.name)}:[${JSON.stringify(renderCheck(line, unlocked))}]`)));
    known.set(line, text);
    return text;
  }
}

/** The draft has no word for unknown: it fails, and says in a field of ours why. */
function statusOf(status: Status): {
  status: Status;
  state?: 'unknown';
} {
  if (stryMutAct_9fa48("532")) {
    {}
  } else {
    stryCov_9fa48("532");
    return (stryMutAct_9fa48("535") ? status !== 'unknown' : stryMutAct_9fa48("534") ? false : stryMutAct_9fa48("533") ? true : (stryCov_9fa48("533", "534", "535"), status === (stryMutAct_9fa48("536") ? "" : (stryCov_9fa48("536"), 'unknown')))) ? stryMutAct_9fa48("537") ? {} : (stryCov_9fa48("537"), {
      status: stryMutAct_9fa48("538") ? "" : (stryCov_9fa48("538"), 'fail'),
      state: stryMutAct_9fa48("539") ? "" : (stryCov_9fa48("539"), 'unknown')
    }) : stryMutAct_9fa48("540") ? {} : (stryCov_9fa48("540"), {
      status
    });
  }
}
function renderCheck({
  status,
  excluded,
  reason,
  state
}: VerdictLine, unlocked: boolean): Record<string, unknown> {
  if (stryMutAct_9fa48("541")) {
    {}
  } else {
    stryCov_9fa48("541");
    return stryMutAct_9fa48("542") ? {} : (stryCov_9fa48("542"), {
      ...statusOf(status),
      ...(excluded ? stryMutAct_9fa48("543") ? {} : (stryCov_9fa48("543"), {
        excluded: stryMutAct_9fa48("544") ? false : (stryCov_9fa48("544"), true)
      }) : {}),
      ...((stryMutAct_9fa48("547") ? state?.componentType !== undefined : stryMutAct_9fa48("546") ? false : stryMutAct_9fa48("545") ? true : (stryCov_9fa48("545", "546", "547"), (stryMutAct_9fa48("548") ? state.componentType : (stryCov_9fa48("548"), state?.componentType)) === undefined)) ? {} : stryMutAct_9fa48("549") ? {} : (stryCov_9fa48("549"), {
        componentType: state.componentType
      })),
      ...((stryMutAct_9fa48("552") ? state?.time !== undefined : stryMutAct_9fa48("551") ? false : stryMutAct_9fa48("550") ? true : (stryCov_9fa48("550", "551", "552"), (stryMutAct_9fa48("553") ? state.time : (stryCov_9fa48("553"), state?.time)) === undefined)) ? {} : stryMutAct_9fa48("554") ? {} : (stryCov_9fa48("554"), {
        time: isoOf(state.time)
      })),
      ...((stryMutAct_9fa48("557") ? status !== 'pass' : stryMutAct_9fa48("556") ? false : stryMutAct_9fa48("555") ? true : (stryCov_9fa48("555", "556", "557"), status === (stryMutAct_9fa48("558") ? "" : (stryCov_9fa48("558"), 'pass')))) ? {} : stryMutAct_9fa48("559") ? {} : (stryCov_9fa48("559"), {
        output: unlocked ? stryMutAct_9fa48("560") ? reason && status : (stryCov_9fa48("560"), reason ?? status) : stryMutAct_9fa48("561") ? "" : (stryCov_9fa48("561"), 'reason withheld')
      })),
      ...((stryMutAct_9fa48("564") ? unlocked || state !== undefined : stryMutAct_9fa48("563") ? false : stryMutAct_9fa48("562") ? true : (stryCov_9fa48("562", "563", "564"), unlocked && (stryMutAct_9fa48("566") ? state === undefined : stryMutAct_9fa48("565") ? true : (stryCov_9fa48("565", "566"), state !== undefined)))) ? stryMutAct_9fa48("567") ? {} : (stryCov_9fa48("567"), {
        componentId: state.componentId,
        observedValue: state.observedValue,
        observedUnit: state.observedUnit
      }) : {})
    });
  }
}