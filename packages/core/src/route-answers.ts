import { type JsonType, jsonTypeOf } from './http/accept.ts';
import { type Answer, answer } from './http/answer.ts';
import { decodePercent, type ProbeQuery } from './http/query.ts';
import type { ProbeRequest } from './http/request.ts';
import type { Route } from './http/routes.ts';
import { isOk } from './policy.ts';
import { renderJson } from './render/json.ts';
import { renderFooter, renderLines, renderOne } from './render/text.ts';
import type { Evaluation, HealthView, Verdict, VerdictLine } from './types.ts';

export interface RouteAnswersOptions {
  readonly health: HealthView;
  readonly route: Route;
  /** The answer of a passing probe. */
  readonly passed: Answer;
  /** Whether a request may see reasons. */
  readonly mayKnow: (request: ProbeRequest) => boolean;
}

/** What one endpoint answers. */
export interface RouteAnswers {
  probe(request: ProbeRequest, query: ProbeQuery): Answer;
  /** One check's answer; `rest` is its name as it was sent. */
  check(request: ProbeRequest, rest: string, query: ProbeQuery): Answer;
}

const NOT_FOUND = answer(404, 'no such check\n');

/**
 * Everything is printed once, however many ask: a flood of requests for lines or for JSON costs no more than one for `ok`.
 * What was printed is kept as long as its lines are, and those are the same until something changes.
 */
export function createRouteAnswers({ health, route, passed, mayKnow }: RouteAnswersOptions): RouteAnswers {
  const { selection, name, failureStatus } = route;
  const bodies = new WeakMap<readonly VerdictLine[], string>();
  const printed = new WeakMap<object, Map<string, Answer>>();
  /** The commonest of all: a probe that fails, asked for no more than that. */
  let newest: { readonly verdict: Verdict; readonly answer: Answer } | undefined;

  function once(of: object, what: string, print: () => Answer): Answer {
    const answers = printed.get(of) ?? new Map<string, Answer>();
    const known = answers.get(what);
    if (known !== undefined) return known;
    const fresh = print();
    printed.set(of, answers.set(what, fresh));
    return fresh;
  }

  const statusOf = (ok: boolean): number => (ok ? 200 : failureStatus);

  function lines(evaluation: Evaluation): Answer {
    const { ok, lines: all, unmatched } = evaluation;
    const body = bodies.get(all) ?? renderLines(all);
    bodies.set(all, body);
    const print = (): Answer => answer(statusOf(ok), body + renderFooter(name, evaluation));
    // Not kept: a client can send any number of names that match nothing.
    return unmatched.length > 0 ? print() : once(all, 'lines', print);
  }

  function json(request: ProbeRequest, evaluation: Evaluation, of: object, type: JsonType): Answer {
    const unlocked = mayKnow(request);
    return once(of, `${type} ${unlocked}`, () =>
      answer(statusOf(evaluation.ok), renderJson(health.info, evaluation, unlocked), type),
    );
  }

  return {
    probe(request, query) {
      const { exclude, verbose } = query;
      const type = jsonTypeFor(request, query);
      if (type === undefined && exclude.length === 0) {
        const verdict = health.verdict(selection);
        if (verdict.ok && !verbose) return passed;
        if (newest?.verdict === verdict) return newest.answer;
        newest = { verdict, answer: lines(health.evaluate(selection)) };
        return newest.answer;
      }
      const evaluation = exclude.length > 0 ? health.evaluate(selection, { exclude }) : health.evaluate(selection);
      if (type !== undefined) return json(request, evaluation, evaluation.lines, type);
      return evaluation.ok && !verbose ? passed : lines(evaluation);
    },

    check(request, rest, query) {
      const line = lineNamed(health.evaluate(selection).lines, rest);
      if (line === undefined) return NOT_FOUND;
      const ok = isOk(line.status);
      const type = jsonTypeFor(request, query);
      if (type !== undefined) {
        const one = { status: line.status, ok, validUntil: 0, lines: [line], unmatched: [] };
        return json(request, one, line, type);
      }
      const unlocked = !ok && mayKnow(request);
      return once(line, `text ${unlocked}`, () => answer(statusOf(ok), renderOne(line, unlocked)));
    },
  };
}

function lineNamed(lines: readonly VerdictLine[], rest: string): VerdictLine | undefined {
  const name = decodePercent(rest);
  if (name === undefined) return undefined;
  // A name may itself end with a slash, so the trailing one is forgiven only where it is not part of one.
  const bare = withoutTrailingSlashes(name);
  return lines.find((each) => each.name === name) ?? lines.find((each) => each.name === bare);
}

/** By hand: the obvious expression takes quadratic time on a path of nothing but slashes. */
function withoutTrailingSlashes(name: string): string {
  let end = name.length;
  while (end > 0 && name[end - 1] === '/') end -= 1;
  return name.slice(0, end);
}

function jsonTypeFor({ headers }: Partial<ProbeRequest>, { format }: ProbeQuery): JsonType | undefined {
  if (format === 'json') return 'application/health+json';
  if (format === 'text') return undefined;
  const accept = headers?.accept;
  return jsonTypeOf(Array.isArray(accept) ? accept.join(',') : accept);
}
