// @ts-nocheck
import type { ProbeName, Status } from '../../src/index.ts';
import type { Model } from './model.ts';

/** What docs/semantics.md says of each status, in a line of text and in JSON. */
const TEXT: Readonly<Record<Status, string>> = {
  pass: '[+]NAME ok',
  warn: '[+]NAME warn: reason withheld',
  unknown: '[-]NAME unknown: reason withheld',
  fail: '[-]NAME failed: reason withheld',
};
const JSON_STATUS: Readonly<Record<Status, Readonly<Record<string, string>>>> = {
  pass: { status: 'pass' },
  warn: { status: 'warn' },
  unknown: { status: 'fail', state: 'unknown' },
  fail: { status: 'fail' },
};

/** An answer as it should be. `body` is text, or what JSON says of the whole and of each check's status. */
export interface Expected {
  readonly status: number;
  readonly body: string;
}

/** What the endpoints answer, told from the model alone: the tables of docs/semantics.md, read from top to bottom. */
export class ExpectedAnswers {
  readonly #model: Model;
  readonly #now: number;

  constructor(model: Model, now: number) {
    this.#model = model;
    this.#now = now;
  }

  /** `GET /path?verbose` and `?exclude=`; the lines are those of the checks, and below them our own. */
  text(
    probe: ProbeName,
    path: string,
    asked: { readonly verbose: boolean; readonly exclude: readonly string[] },
  ): Expected {
    const { lines, own, excluded } = this.#lines(probe, asked.exclude);
    const passes = this.#passes(probe, excluded);
    const status = passes ? 200 : 503;
    if (passes && !asked.verbose) return { status, body: 'ok' };
    const shown = [
      ...lines.map(([name, share]) =>
        excluded.has(name) ? `[+]${name} excluded: ok` : TEXT[share].replace('NAME', name),
      ),
      ...own.map((name) => `[-]${name} failed: reason withheld`),
    ];
    const unmatched = [...new Set(asked.exclude)].filter((name) => !excluded.has(name)).sort();
    if (unmatched.length > 0) {
      const named = unmatched.map((name) => `"${name}"`).join(',');
      shown.push(`warn: some health checks cannot be excluded: no matches for ${named}`);
    }
    shown.push(`${path.slice(1)} check ${passes ? 'passed' : 'failed'}`);
    return { status, body: shown.map((line) => `${line}\n`).join('') };
  }

  /** `GET /path/check`. */
  one(probe: ProbeName, name: string): Expected {
    const share = this.#lines(probe, []).lines.find(([each]) => each === name)?.[1];
    if (share === undefined) return { status: 404, body: 'no such check\n' };
    if (share === 'pass' || share === 'warn') return { status: 200, body: 'ok' };
    return { status: 503, body: 'internal server error: reason withheld\n' };
  }

  /** `GET /path?format=json`: the statuses in it. */
  json(probe: ProbeName): { readonly status: number; readonly whole: object; readonly checks: Record<string, object> } {
    const { lines, own } = this.#lines(probe, []);
    const verdict = this.#model.verdict(probe, this.#now);
    const all = [...lines, ...own.map((name) => [name, 'fail'] as const)];
    return {
      status: verdict === 'pass' || verdict === 'warn' ? 200 : 503,
      whole: JSON_STATUS[verdict],
      checks: Object.fromEntries(all.map(([name, share]) => [name, JSON_STATUS[share]])),
    };
  }

  #passes(probe: ProbeName, excluded: ReadonlySet<string>): boolean {
    const verdict = this.#model.verdict(probe, this.#now, excluded);
    return verdict === 'pass' || verdict === 'warn';
  }

  #lines(probe: ProbeName, exclude: readonly string[]) {
    const { phase, draining, started, expected, checks } = this.#model;
    const lines: (readonly [string, Status])[] = Object.entries(this.#model.lines(probe, this.#now));
    if (probe === 'startup' && !started)
      lines.push(...expected.filter((name) => !checks.has(name)).map((name) => [name, 'fail'] as const));
    const own: string[] = [];
    if (probe !== 'liveness' && phase === 'idle') own.push('not-started');
    const startup = this.#model.verdict('startup', this.#now);
    if (probe === 'readiness' && phase !== 'idle' && !started && startup !== 'pass' && startup !== 'warn')
      own.push('startup-probe');
    if (probe === 'readiness' && (draining || phase === 'stopped')) own.push('shutdown');
    const excluded = new Set(exclude.filter((name) => lines.some(([each]) => each === name)));
    return { lines, own, excluded };
  }
}
