// @ts-nocheck
import type { Clock } from './clock.ts';

/** The three Kubernetes probes. */
export type ProbeName = 'liveness' | 'readiness' | 'startup';

/**
 * The state of a check or of a probe, best to worst: `pass`, `warn`, `unknown`, `fail`.
 * `pass` and `warn` answer a probe with 200; `unknown` (never completed, or stale) and `fail` with 503.
 *
 * The words are those of the IETF draft, plus `unknown`.
 * @see https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06#section-3.1
 */
export type Status = 'pass' | 'warn' | 'fail' | 'unknown';

/** What a check may say about itself. Everything but `status` is optional and shown only to trusted requests. */
export interface CheckResult {
  /** `warn` passes the probe and is reported. The draft's aliases `ok`, `up`, `error` and `down` are understood too. */
  status: 'pass' | 'warn' | 'fail';
  /** The reason, one line. Kept to 1,000 characters, control characters escaped, known secrets redacted. */
  reason?: string;
  /** What was measured, for example a latency. Any JSON value. */
  observedValue?: unknown;
  /** The unit of `observedValue`, for example `ms`. */
  observedUnit?: string;
}

/**
 * What `run` may return. Nothing, `true` and most replies of drivers pass; `false`, an Error and a status word such as
 * `'fail'` mean what they say; a {@link CheckResult} says more; a response of an HTTP client fails unless its status is 200
 * to 399; `ok` that is false or 0 fails; an indicator of `@nestjs/terminus` is as bad as its worst. The whole table is in
 * docs/semantics.md. So `() => pool.query('select 1')` and `() => redis.ping()` are whole checks.
 */
export type CheckOutcome = unknown;

/** What a running check is given. */
export interface CheckContext {
  /** The check's name. */
  readonly name: string;
  /** Aborted at the timeout and on `stop()`. Hand it to `fetch` or to a driver that takes one. */
  readonly signal: AbortSignal;
  /** Says what the run is doing now: the reason of a timeout names the last step. */
  readonly step: (doing: string) => void;
}

/** What polled and pushed checks have in common. */
export interface CheckBase {
  /**
   * Unique, not empty, at most 200 characters and no control characters; may contain `/`. `shutdown`, `startup-probe`,
   * `not-started` and `event-loop-stall` are reserved.
   */
  readonly name: string;
  /**
   * The probe or probes that this check serves.
   * @default 'readiness'
   */
  readonly probes?: ProbeName | readonly ProbeName[] | undefined;
  /**
   * `false`: fail and unknown count as warn, so the check never blocks a probe.
   * @default true
   */
  readonly critical?: boolean | undefined;
  /**
   * `true` for a dependency that every replica shares, such as the one database. Until the check has passed once, a failure
   * blocks: a new Pod gets no traffic without its database. After that a failure only warns, so that one outage does not
   * take every replica out of service together.
   * @default false
   */
  readonly shared?: boolean | undefined;
  /**
   * The draft's component type: `component`, `datastore`, `system`, or your own word.
   * @default none
   */
  readonly componentType?: string | undefined;
  /**
   * The draft's component id.
   * @default none
   */
  readonly componentId?: string | undefined;
  /**
   * Allows `componentType: 'datastore'` on a liveness check. Think twice: when the database is away, Kubernetes restarts
   * every replica, which does not bring it back.
   * @default false
   */
  readonly allowDatastoreInLiveness?: boolean | undefined;
}

/** The numbers of a polled check. All times are in milliseconds, 1 to 2,147,483,647 unless stated. */
export interface PollPolicy {
  /**
   * Time from the start of one run to the start of the next.
   * @default 10000
   */
  readonly periodMs?: number | undefined;
  /**
   * A run that has not settled by then counts as failed, and its signal is aborted.
   * @default 2000
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Without a completed run for this long, the check is `unknown`.
   * @default 2.5 x periodMs + timeoutMs
   */
  readonly staleAfterMs?: number | undefined;
  /**
   * While the published state is fail or unknown, the next run comes this soon, then twice as late each time, up to the period.
   * @default 2000
   */
  readonly recheckMs?: number | undefined;
  /**
   * Time before the first run after `start()`. 0 is allowed.
   * @default 0
   */
  readonly initialDelayMs?: number | undefined;
  /**
   * Periods vary by this share of themselves, so that replicas do not all ask at the same moment: 0 to 1.
   * @default 0.1
   */
  readonly jitter?: number | undefined;
  /**
   * Consecutive failures after which the check fails. A success in between starts the count again.
   * @default 1
   */
  readonly failureThreshold?: number | undefined;
  /**
   * Consecutive successes after which the check passes again.
   * @default 1
   */
  readonly successThreshold?: number | undefined;
}

/** Options that a kind of check does not have: a compile error where they are given. */
type Without<Keys extends string> = { readonly [Key in Keys]?: undefined };

/** A check that Probez runs in the background. */
export interface PolledCheck extends CheckBase, PollPolicy, Without<'attach' | 'staleStatus'> {
  /**
   * Asks the dependency, synchronously or not. A throw or a rejection fails; see {@link CheckOutcome} for the rest.
   */
  run(context: CheckContext): CheckOutcome;
}

/**
 * Publishes a result at once. Calls after the check is detached do nothing. A promise is a compile error; at run time it fails
 * the check, because nothing would wait for it.
 */
export type Push = <Result>(result: Result extends PromiseLike<unknown> ? never : Result) => void;

/** A check that tells Probez its results: there is no period, and thresholds do not apply. */
export interface PushedCheck extends CheckBase, Without<'run' | Exclude<keyof PollPolicy, 'staleAfterMs'>> {
  /**
   * Called at registration. If it returns a function, or a promise of one, that is called when the check is unregistered.
   * If the promise rejects, the check fails with that reason.
   */
  attach(push: Push): unknown;
  /**
   * Without a push for this long the check turns into `staleStatus`. Unset: a result never expires.
   * The age counts from the last push, or from `start()` where there was none.
   */
  readonly staleAfterMs?: number | undefined;
  /**
   * What a stale pushed check is.
   * @default 'unknown'
   */
  readonly staleStatus?: 'unknown' | 'fail' | undefined;
}

/** A check: a plain object, polled or pushed. */
export type Check = PolledCheck | PushedCheck;

/** One check's published state. Plain, frozen data. */
export interface CheckState {
  /** The check's name, unique in its health. */
  readonly name: string;
  /** The probes that it serves. */
  readonly probes: readonly ProbeName[];
  /** `false`: a failure only warns. */
  readonly critical: boolean;
  /** `true`: a failure only warns once the check has passed. */
  readonly shared: boolean;
  /** The draft's component type, where the check has one. */
  readonly componentType?: string;
  /** The draft's component id, where the check has one. */
  readonly componentId?: string;
  /** The published status, thresholds and staleness applied; `critical` and `shared` are not. */
  readonly status: Status;
  /** `false` until the first run has completed or timed out, or the first result was pushed. */
  readonly completed: boolean;
  /** `false` until thresholds let a first status be published. */
  readonly decided: boolean;
  /** `true` once the check has passed (or warned): what `shared` waits for. */
  readonly everPassed: boolean;
  /** Registered after `start()`: does not count until decided. */
  readonly late: boolean;
  /** Consecutive failures up to now. */
  readonly failures: number;
  /** Consecutive successes up to now. */
  readonly successes: number;
  /** The reason of the newest result that was not a plain pass. */
  readonly reason?: string;
  /** What the newest run measured, as plain data. */
  readonly observedValue?: unknown;
  /** The unit of `observedValue`. */
  readonly observedUnit?: string;
  /** How long the newest run took, in milliseconds. */
  readonly durationMs?: number;
  /** Wall-clock time of the newest result, milliseconds since 1970. */
  readonly time?: number;
  /** Monotonic time at which the state turns stale; `Infinity` if it never does. */
  readonly validUntil: number;
  /** What it turns into then. */
  readonly staleStatus: 'unknown' | 'fail';
}

/** What identifies the service in JSON answers. */
export interface ServiceInfo {
  /**
   * The API's public version.
   * @default none
   */
  readonly version?: string | undefined;
  /**
   * The release: a build number or a commit.
   * @default none
   */
  readonly releaseId?: string | undefined;
  /**
   * A unique id of the service.
   * @default none
   */
  readonly serviceId?: string | undefined;
  /**
   * For people.
   * @default none
   */
  readonly description?: string | undefined;
}

/** `idle` before the first `start()`. */
export type HealthPhase = 'idle' | 'running' | 'stopped';

/** Everything a probe's answer is made of, as plain data: it crosses to a worker or a page unchanged. */
export interface Snapshot {
  /** Monotonic time of the snapshot, the base of every `validUntil`. */
  readonly at: number;
  /** The same moment on the wall clock. */
  readonly time: number;
  /** Whether checks are run. */
  readonly phase: HealthPhase;
  /** Set once `drain()` was called. */
  readonly draining: { readonly reason: string } | null;
  /** `true` once startup has passed; it stays so. */
  readonly started: boolean;
  /** Names in `expected` that nobody has registered. */
  readonly missing: readonly string[];
  /** What identifies the service. */
  readonly info: ServiceInfo;
  /** In registration order. */
  readonly checks: readonly CheckState[];
}

/** One line of a verdict: a check's share in a probe. */
export interface VerdictLine {
  /** The check's name, or a reserved one. */
  readonly name: string;
  /** The check's status as this probe counts it: `critical`, `shared` and liveness' leniency applied. */
  readonly status: Status;
  /** Left out of the count by `exclude`. */
  readonly excluded: boolean;
  /** Why it does not pass; for trusted eyes only. */
  readonly reason?: string;
  /** The state behind the line; absent for lines of Probez's own (`shutdown`, `startup-probe`, a missing check). */
  readonly state?: CheckState;
}

/** A probe's verdict, made when something changes, not when somebody asks. */
export interface Verdict {
  /** Worst of the lines. */
  readonly status: Status;
  /** `true` for pass and warn. */
  readonly ok: boolean;
  /** Monotonic time until which the verdict holds without anything happening. */
  readonly validUntil: number;
}

/** A verdict with its lines. */
export interface Evaluation extends Verdict {
  /** A line per check that counts or is excluded, in registration order, and those of Probez's own after them. */
  readonly lines: readonly VerdictLine[];
  /** Names in `exclude` that matched no check. */
  readonly unmatched: readonly string[];
}

/** What an endpoint is made of: one of the three probes, or chosen checks under the rules of one. */
export type ProbeSelection =
  | ProbeName
  | {
      /** Names of checks. One that is not registered fails. */
      readonly checks: readonly string[];
      /** The probe whose rules apply. */
      readonly rules: ProbeName;
    };

/** A check or a probe has changed its status. One per transition, never one per probe request. */
export interface TransitionEvent {
  /** Whose status has changed: a check's, or a probe's. */
  readonly type: 'check' | 'probe';
  /** The check's name, or the probe's. */
  readonly name: string;
  /** The status before. */
  readonly from: Status;
  /** The status now. */
  readonly to: Status;
  /** Why, redacted; empty for a plain pass. */
  readonly reason: string;
  /** Checks: how long the run took that brought it about, in milliseconds. */
  readonly durationMs?: number;
  /** `true` where a drain or a stop, not trouble, is the cause. */
  readonly expected?: boolean;
  /** Checks: consecutive results that led here. Probes: 1. */
  readonly consecutive: number;
  /** Wall-clock time, milliseconds since 1970. */
  readonly time: number;
}

/** The service has begun to drain. */
export interface DrainEvent {
  /** What kind of event this is. */
  readonly type: 'drain';
  /** What `drain()` was given, in one redacted line. */
  readonly reason: string;
  /** Wall-clock time, milliseconds since 1970. */
  readonly time: number;
}

/** A polled check's run has ended. Only for listeners that ask for runs. */
export interface RunEvent {
  /** What kind of event this is. */
  readonly type: 'run';
  /** The check's name. */
  readonly name: string;
  /** How the run ended. A run without an answer in time is `timeout`. */
  readonly outcome: 'pass' | 'warn' | 'fail' | 'timeout';
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
  /** Why, redacted; empty for a plain pass. */
  readonly reason: string;
  /** Wall-clock time of its end, milliseconds since 1970. */
  readonly time: number;
}

/** What `subscribe` hears. */
export type HealthEvent = TransitionEvent | DrainEvent;

/** Takes lines of text. pino, winston, console and Fastify's logger all do. */
export interface Logger {
  /** What is well again, and the drain. */
  info(message: string): void;
  /** What has changed and blocks nothing by itself. */
  warn(message: string): void;
  /** A probe that fails. */
  error(message: string): void;
}

/** Options of `createHealth`. */
export interface HealthOptions extends ServiceInfo {
  /**
   * Checks to register at once, in this order.
   * @default none
   */
  readonly checks?: readonly Check[] | undefined;
  /**
   * Names that must be registered before startup passes: for modules that bring their own checks.
   * @default none
   */
  readonly expected?: readonly string[] | undefined;
  /**
   * Numbers for all polled checks; a check's own come first.
   * @default the defaults of `PollPolicy`
   */
  readonly defaults?: PollPolicy | undefined;
  /**
   * How many checks run at the same time.
   * @default 8
   */
  readonly concurrency?: number | undefined;
  /**
   * Where transitions are logged, once each; `false` silences.
   * @default console
   */
  readonly logger?: Logger | false | undefined;
  /**
   * Time, for tests: see `@probez/core/testing`.
   * @default the system's
   */
  readonly clock?: Clock | undefined;
}

/**
 * Wraps every run of a polled check: for tracing. Calls `run` before it returns, and returns what that returns. It watches
 * and no more: whatever it does, the check is run once and says what it says.
 */
export type RunWrapper = (run: () => Promise<unknown>, check: { readonly name: string }) => Promise<unknown>;

/** What rendering needs: live health has it, and so has a snapshot in a worker. */
export interface HealthView {
  /** The verdict for a selection: one comparison unless something has changed. */
  verdict(selection: ProbeSelection): Verdict;
  /** The verdict with its lines; the cost grows with the number of checks. */
  evaluate(selection: ProbeSelection, options?: { readonly exclude?: readonly string[] | undefined }): Evaluation;
  /** The service's identity. */
  readonly info: ServiceInfo;
}

/** Options of `waitFor`. */
export interface WaitOptions {
  /**
   * Gives up when aborted, with the signal's reason.
   * @default none
   */
  readonly signal?: AbortSignal | undefined;
  /** Gives up after this many milliseconds with `WAIT_TIMEOUT`. Unset: waits as long as it takes. */
  readonly deadlineMs?: number | undefined;
}

/** The registry of checks and the source of every probe's answer. */
export interface Health extends HealthView {
  /** `idle` before the first `start()`, `stopped` after `stop()`. */
  readonly phase: HealthPhase;
  /** `true` once `drain()` was called; it stays so. */
  readonly draining: boolean;
  /** Adds a check; returns a function that removes it. Throws on a bad check or a name that is taken. */
  register(check: Check): () => void;
  /**
   * Begins to run the checks: nothing else does. Resolves when every polled check has completed or timed out once; never
   * rejects. Idempotent. Whoever awaits it keeps the process alive until then; checks alone do not.
   */
  start(): Promise<void>;
  /** Ends all runs and timers. Readiness fails, liveness and startup stay as they are. `start()` may follow. */
  stop(): Promise<void>;
  /**
   * Runs every polled check now (joining runs under way) and resolves with the snapshot. For tests and scripts.
   * After `stop()` nothing is published: what it finds then shows at the next `start()`.
   */
  refresh(): Promise<Snapshot>;
  /** Takes the service out for good: readiness fails, liveness and startup go on. For maintenance use a `manualCheck`. */
  drain(reason?: string): void;
  /**
   * Hears of transitions, once a turn of the event loop and after the verdicts are true, and of the drain, on the spot.
   * Returns a function that ends it.
   */
  subscribe(listener: (event: HealthEvent) => void): () => void;
  /** Hears of every run of a polled check: for metrics. Returns a function that ends it. */
  subscribeRuns(listener: (event: RunEvent) => void): () => void;
  /** Wraps every later run of a polled check: for tracing. Returns a function that ends it. */
  wrapRuns(wrapper: RunWrapper): () => void;
  /** The state of everything, as plain data. */
  snapshot(): Snapshot;
  /**
   * Resolves when the probe passes; keeps the process alive for as long as it waits. Rejects when it gives up (see {@link WaitOptions}), and with `SHUTDOWN` once it cannot pass any more:
   * after `stop()`, and for readiness after `drain()`.
   */
  waitFor(probe: ProbeName, options?: WaitOptions): Promise<void>;
  /**
   * A probe has been answered: `createHandler` calls it, so an adapter need not. Before the first `start()` it writes one line to the log, which
   * says that nobody runs the checks; after that it does nothing.
   */
  probed(): void;
  /** Time as this health sees it. */
  readonly clock: Clock;
}
