import type { CheckBase, CheckResult, PolledCheck, PollPolicy } from '@probez/core';
import { BASE_KEYS, knownKeys, POLL_KEYS, refuse } from '@probez/core/internal';
import { explain } from './explain.ts';

/** Options of every ready-made check: those of a polled check, with a default name, and `warnAfterMs`. */
export interface ReadyCheckOptions extends Omit<CheckBase, 'name'>, PollPolicy {
  /**
   * The check's name, unique in its health. Everybody can read it (`[+]postgres ok`), so keep hosts out of it.
   * @default the kind of check, for example `postgres`
   */
  readonly name?: string | undefined;
  /**
   * A run that passes but takes longer than this many milliseconds, more than 0, counts as `warn`.
   * @default none
   */
  readonly warnAfterMs?: number | undefined;
}

/** What a ready-made check's run is given. */
export interface Run {
  /** Aborted at the timeout. The run must let go of everything it holds and settle. */
  readonly signal: AbortSignal;
  /** Says what the run is doing, for the reason of a timeout. */
  step(doing: string): void;
}

/**
 * What makes one kind of check different from another. Modules of Node's that only a run needs are fetched in it, with
 * `process.getBuiltinModule`: `import()` is refused where Jest runs the CommonJS build.
 */
export interface Kind extends PollPolicy {
  /** The factory's name, for error messages. */
  readonly factory: string;
  readonly name: string;
  readonly componentType: string;
  /** What is asked and where, for reasons: `PostgreSQL at 127.0.0.1:5432`. Never credentials. */
  readonly subject: () => string;
  /** Nothing returned: a pass, and the time it took is what was observed. A throw fails with an explained reason. */
  readonly run: (run: Run) => Promise<Partial<CheckResult> | undefined>;
}

const COMMON_KEYS = ['name', 'warnAfterMs', ...BASE_KEYS, ...POLL_KEYS] as const;

/** Throws unless the options are an object of known ones: before any of them is looked at. */
export function knownOptions(factory: string, options: unknown, ownKeys: readonly string[] = []): void {
  knownKeys(factory, options, [...COMMON_KEYS, ...ownKeys]);
}

/** A plain polled check: measures, explains failures, and lets the options have the last word. */
export function defineCheck(kind: Kind, options: ReadyCheckOptions, ownKeys: readonly string[] = []): PolledCheck {
  const { factory, subject, run, name: kindName, ...defaults } = kind;
  knownOptions(factory, options, ownKeys);
  const { name = kindName, warnAfterMs } = options;
  if (warnAfterMs !== undefined && !(typeof warnAfterMs === 'number' && warnAfterMs > 0))
    refuse(`${factory}: warnAfterMs`, warnAfterMs, 'a number of milliseconds greater than 0');
  const base = Object.fromEntries(
    COMMON_KEYS.filter((key) => key !== 'warnAfterMs' && options[key] !== undefined).map((key) => [key, options[key]]),
  );
  return {
    ...defaults,
    ...base,
    name,
    async run({ signal, step }): Promise<CheckResult> {
      const startedAt = performance.now();
      try {
        const answer = await run({ signal, step });
        return measured(answer, performance.now() - startedAt, warnAfterMs);
      } catch (error) {
        // Probez has reported the timeout already, with the last step; this only settles the run.
        if (signal.aborted) throw signal.reason;
        return { status: 'fail', reason: explain(subject(), error), ...latency(performance.now() - startedAt) };
      }
    },
  };
}

function measured(answer: Partial<CheckResult> | undefined, ms: number, warnAfterMs: number | undefined): CheckResult {
  const { status = 'pass', ...rest } = answer ?? {};
  const result: CheckResult = { status, ...(rest.observedValue === undefined ? latency(ms) : {}), ...rest };
  if (warnAfterMs === undefined || status !== 'pass' || ms <= warnAfterMs) return result;
  return { ...result, status: 'warn', reason: `took ${Math.round(ms)} ms, longer than warnAfterMs ${warnAfterMs}` };
}

const latency = (ms: number) => ({ observedValue: Math.round(ms * 10) / 10, observedUnit: 'ms' });
