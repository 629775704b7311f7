import { type CheckContext, type CheckResult, type PolledCheck, ProbezError } from '@probez/core';
import { type NormalResult, normalizeError, normalizeOutcome, quote, refuse } from '@probez/core/internal';
import { defineCheck, knownOptions, type ReadyCheckOptions, type Run } from './define.ts';

/** Options of {@link anyOf}. */
export interface AnyOfOptions extends ReadyCheckOptions {
  /**
   * How many of the checks must pass, from 1 to their number.
   * @default 1
   */
  readonly atLeast?: number | undefined;
}

/** When enough have passed, the others get this much longer before the answer is given without them. */
const LAST_CALL_MS = 100;

/**
 * Makes one check of several, for example of the replicas of a database. It passes when all pass, warns when some do not, and
 * fails when fewer than `atLeast` pass. They run at the same time, and one that hangs does not hold up the others.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function anyOf(checks: readonly PolledCheck[], options: AnyOfOptions = {}): PolledCheck {
  if (!Array.isArray(checks) || checks.length === 0)
    refuse('anyOf: the checks', checks, 'a list of polled checks that is not empty');
  knownOptions('anyOf', options, ['atLeast']);
  const { atLeast = 1 } = options;
  for (const check of checks) {
    if (typeof check?.run !== 'function')
      refuse(`anyOf: check ${quote(check?.name)}`, check, 'a polled check, with run');
  }
  const twice = checks.find((check, index) => checks.indexOf(check) !== index);
  if (twice !== undefined) {
    throw new ProbezError(
      'INVALID_OPTION',
      `anyOf: check ${quote(twice.name)} is given twice; allowed: each check once`,
    );
  }
  if (!Number.isInteger(atLeast) || atLeast < 1 || atLeast > checks.length) {
    refuse('anyOf: atLeast', atLeast, `a whole number from 1 to ${checks.length}, the number of checks`);
  }
  const names = checks.map((check, index) => check.name || `#${index + 1}`);
  const unique = new Set(names).size === names.length;
  const shown = names.map((name, index) => (unique ? name : `${name} #${index + 1}`));
  /** Checks whose run has not settled: as in a health of their own, they are not run twice at a time. */
  const busy = new Set<PolledCheck>();
  const datastore = checks.some((check) => check.componentType === 'datastore');

  return defineCheck(
    {
      factory: 'anyOf',
      name: 'any-of',
      componentType: datastore ? 'datastore' : 'component',
      subject: () => shown.join(', '),
      async run(run) {
        const results = await gather(run);
        const passed = results.filter((result) => result !== undefined && result.status !== 'fail').length;
        const troubles = results.flatMap((result, index) => troubleOf(shown[index] ?? '', result));
        const status: CheckResult['status'] = passed < atLeast ? 'fail' : troubles.length > 0 ? 'warn' : 'pass';
        const count = `${passed} of ${results.length} pass${passed < atLeast ? `, ${atLeast} needed` : ''}`;
        return { status, reason: [count, ...troubles].join('; '), observedValue: passed, observedUnit: 'passing' };
      },
    },
    options,
    ['atLeast'],
  );

  async function gather({ signal, step }: Run): Promise<readonly (NormalResult | undefined)[]> {
    const results: (NormalResult | undefined)[] = checks.map(() => undefined);
    /** What each of them is doing, if it says so. */
    const doing: (string | undefined)[] = checks.map(() => undefined);
    const inner = new AbortController();
    let onAbort = (): void => {};
    const tell = (): void => {
      const waiting = shown.flatMap((name, index) => {
        const at = doing[index];
        return results[index] === undefined ? [at === undefined ? name : `${name} (${at})`] : [];
      });
      step(`no answer from ${waiting.join(', ')}`);
    };
    tell();
    try {
      await new Promise<void>((resolve, reject) => {
        let lastCall: NodeJS.Timeout | undefined;
        onAbort = () => {
          clearTimeout(lastCall);
          reject(signal.reason);
        };
        if (signal.aborted) return onAbort();
        signal.addEventListener('abort', onAbort, { once: true });
        const settled = (index: number, result: NormalResult): void => {
          results[index] = result;
          tell();
          const answers = results.filter((each) => each !== undefined);
          const enough = answers.filter((each) => each.status !== 'fail').length >= atLeast;
          if (answers.length === checks.length) {
            clearTimeout(lastCall);
            resolve();
          } else if (enough) lastCall ??= setTimeout(resolve, LAST_CALL_MS);
        };
        for (const [index, check] of checks.entries()) {
          if (busy.has(check)) settled(index, { status: 'fail', reason: 'has not answered since an earlier run' });
          else {
            const context = {
              name: check.name,
              signal: inner.signal,
              step(now: string) {
                doing[index] = now;
                tell();
              },
            };
            runOne(check, context).then((result) => settled(index, result));
          }
        }
      });
    } finally {
      signal.removeEventListener('abort', onAbort);
      inner.abort(signal.aborted ? signal.reason : new Error('the result was decided without it'));
    }
    return results;
  }

  async function runOne(check: PolledCheck, context: CheckContext): Promise<NormalResult> {
    busy.add(check);
    try {
      return normalizeOutcome(await check.run(context));
    } catch (error) {
      return normalizeError(error);
    } finally {
      busy.delete(check);
    }
  }
}

function troubleOf(name: string, result: NormalResult | undefined): string[] {
  if (result === undefined) return [`${name}: no answer`];
  return result.status === 'pass' ? [] : [`${name}: ${result.reason ?? result.status}`];
}
