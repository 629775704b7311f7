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

/** A check's result. Everything but `status` is optional and shown only to requests that `details` or `token` allow. */
export interface CheckResult {
  /** `warn` lets the probe pass and is shown. The aliases of the IETF draft, `ok`, `up`, `error` and `down`, are accepted too. */
  status: 'pass' | 'warn' | 'fail';
  /** The reason, one line. It is cut to 1,000 characters, control characters are escaped, and known secrets are redacted. */
  reason?: string;
  /** What was measured, for example a latency. Any JSON value. */
  observedValue?: unknown;
  /** The unit of `observedValue`, for example `ms`. */
  observedUnit?: string;
}

/**
 * What `run` may return. Nothing, `true` and most replies of database drivers pass, so `() => pool.query('select 1')` and
 * `() => redis.ping()` are complete checks. `false` and an Error fail. A status word such as `'warn'` or a {@link CheckResult}
 * sets the status. A response of an HTTP client fails unless its status is 200 to 399, and so does an object whose `ok` is
 * false or 0. For the result of a `@nestjs/terminus` indicator the worst entry counts. The whole table is in docs/semantics.md.
 */
export type CheckOutcome = unknown;

/** What a running check is given. */
export interface CheckContext {
  /** The check's name. */
  readonly name: string;
  /** Aborted at the timeout and on `stop()`. Pass it to `fetch` or to a driver that accepts one. */
  readonly signal: AbortSignal;
  /** Names what the run is doing now. If the run times out, its reason names the last step. */
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
   * The component type of the IETF draft: `component`, `datastore`, `system`, or your own word. Shown in JSON answers.
   * @default none
   */
  readonly componentType?: string | undefined;
  /**
   * The component id of the IETF draft. Shown in JSON answers to requests that may see reasons.
   * @default none
   */
  readonly componentId?: string | undefined;
  /**
   * Allows `componentType: 'datastore'` on a liveness check. Think twice: when the database is down, Kubernetes restarts
   * every replica, which does not bring it back.
   * @default false
   */
  readonly allowDatastoreInLiveness?: boolean | undefined;
}

/** The numbers of a polled check. All times are in milliseconds, 1 to 2,147,483,647 unless stated. */
export interface PollPolicy {
  /**
   * Milliseconds from the start of one run to the start of the next.
   * @default 10000
   */
  readonly periodMs?: number | undefined;
  /**
   * A run that has not settled after this many milliseconds counts as failed, and its signal is aborted.
   * @default 2000
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Without a completed run for this many milliseconds, the check is `unknown`.
   * @default 2.5 x periodMs + timeoutMs
   */
  readonly staleAfterMs?: number | undefined;
  /**
   * Milliseconds until the next run while the check fails or is unknown. They double with each run, up to `periodMs`.
   * @default 2000
   */
  readonly recheckMs?: number | undefined;
  /**
   * Milliseconds from `start()` to the first run. 0 is allowed.
   * @default 0
   */
  readonly initialDelayMs?: number | undefined;
  /**
   * How much the period varies at random, as a share of it from 0 to 1, so that replicas do not all check at the same moment:
   * 0.1 means 10 % more or less.
   * @default 0.1
   */
  readonly jitter?: number | undefined;
  /**
   * How many runs in a row must fail before the check fails. One success starts the count again.
   * @default 1
   */
  readonly failureThreshold?: number | undefined;
  /**
   * How many runs in a row must pass before a failed check passes again. One failure starts the count again.
   * @default 1
   */
  readonly successThreshold?: number | undefined;
}

/** Options that a kind of check does not have: a compile error where they are given. */
type Without<Keys extends string> = { readonly [Key in Keys]?: undefined };

/** A check that Probez runs in the background. */
export interface PolledCheck extends CheckBase, PollPolicy, Without<'attach' | 'staleStatus'> {
  /**
   * Does the check, synchronously or not. A throw or a rejection fails it; {@link CheckOutcome} tells what a returned value means.
   */
  run(context: CheckContext): CheckOutcome;
}

/**
 * Publishes a result at once; {@link CheckOutcome} tells what may be passed. After the check was unregistered it does nothing.
 * A promise is a compile error; at run time it fails the check, because nothing would wait for it.
 */
export type Push = <Result>(result: Result extends PromiseLike<unknown> ? never : Result) => void;

/** A check that reports its results itself: there is no period, and thresholds do not apply. */
export interface PushedCheck extends CheckBase, Without<'run' | Exclude<keyof PollPolicy, 'staleAfterMs'>> {
  /**
   * Called at registration. If it returns a function, or a promise of one, that is called when the check is unregistered.
   * If the promise rejects, the check fails with that reason.
   */
  attach(push: Push): unknown;
  /**
   * Without a push for this many milliseconds the check turns into `staleStatus`. The age counts from the last push, or from
   * `start()` where there was none.
   * @default none: a result never gets stale
   */
  readonly staleAfterMs?: number | undefined;
  /**
   * The status of the check while it is stale.
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
  /** The component type, if the check has one. */
  readonly componentType?: string;
  /** The component id, if the check has one. */
  readonly componentId?: string;
  /** The published status: with thresholds and staleness applied, but not `critical` and `shared`. */
  readonly status: Status;
  /** `false` until the first run has completed or timed out, or the first result was pushed. */
  readonly completed: boolean;
  /** `false` until enough results, by the thresholds, have come for a first status. */
  readonly decided: boolean;
  /** `true` once the check has passed (or warned): what `shared` waits for. */
  readonly everPassed: boolean;
  /** `true` if it was registered after `start()`: it does not count until `decided` is true. */
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
  /** Monotonic time, in milliseconds, at which the state turns stale; `Infinity` if it never does. */
  readonly validUntil: number;
  /** The status that it turns into when it gets stale. */
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

/** Everything that a probe's answer is made of, as plain data that can be sent to a worker or a page. */
export interface Snapshot {
  /** Monotonic time of the snapshot, in milliseconds, on the scale of every `validUntil`. */
  readonly at: number;
  /** Wall-clock time of the snapshot, milliseconds since 1970. */
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
  /** The checks, in registration order. */
  readonly checks: readonly CheckState[];
}

/** One line of a verdict: what one check contributes to a probe. */
export interface VerdictLine {
  /** The check's name, or a reserved one. */
  readonly name: string;
  /**
   * The status as this probe counts it, with `critical` and `shared` applied. Liveness counts a check without a result as
   * `pass`.
   */
  readonly status: Status;
  /** `true` if the request has left it out with `exclude`. */
  readonly excluded: boolean;
  /** Why it does not pass. Not for strangers. */
  readonly reason?: string;
  /** The state behind the line; absent for lines of Probez's own (`shutdown`, `startup-probe`, a missing check). */
  readonly state?: CheckState;
}

/** A probe's verdict, made when something changes, not when somebody asks. */
export interface Verdict {
  /** The worst status of its lines. */
  readonly status: Status;
  /** `true` for pass and warn. */
  readonly ok: boolean;
  /** Monotonic time, in milliseconds, until which the verdict holds if no new result comes. */
  readonly validUntil: number;
}

/** A verdict with its lines. */
export interface Evaluation extends Verdict {
  /** A line for each check that counts or is excluded, in registration order, then Probez's own lines. */
  readonly lines: readonly VerdictLine[];
  /** Names in `exclude` that matched no check. */
  readonly unmatched: readonly string[];
}

/** What an endpoint answers for: one of the three probes, or chosen checks by the rules of one of them. */
export type ProbeSelection =
  | ProbeName
  | {
      /** Names of checks. One that is not registered fails. */
      readonly checks: readonly string[];
      /** The probe whose rules apply. */
      readonly rules: ProbeName;
    };

/** A check or a probe has changed its status. Sent once per change, not per probe request. */
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
  /** Checks only: how long the run took that caused it, in milliseconds. */
  readonly durationMs?: number;
  /** `true` if the cause is a drain or a stop. */
  readonly expected?: boolean;
  /** Checks: consecutive results that led here. Probes: 1. */
  readonly consecutive: number;
  /** Wall-clock time, milliseconds since 1970. */
  readonly time: number;
}

/** The service has begun to drain. */
export interface DrainEvent {
  /** Always `drain`. */
  readonly type: 'drain';
  /** What `drain()` was given, in one redacted line. */
  readonly reason: string;
  /** Wall-clock time, milliseconds since 1970. */
  readonly time: number;
}

/** A polled check's run has ended. Only `subscribeRuns` hears of it. */
export interface RunEvent {
  /** Always `run`. */
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

/** Where log lines go, each one string. The console, pino, winston and Fastify's logger all fit. */
export interface Logger {
  /** A check or a probe passes again, or draining begins. */
  info(message: string): void;
  /** A check fails, readiness fails because of a drain, or readiness still fails after another minute. */
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
   * Names of checks that must be registered before startup passes, for modules that register their own checks later.
   * @default none
   */
  readonly expected?: readonly string[] | undefined;
  /**
   * Timing and thresholds for all polled checks. What a check sets itself wins.
   * @default the defaults of `PollPolicy`
   */
  readonly defaults?: PollPolicy | undefined;
  /**
   * How many checks may run at the same time; the others wait in line.
   * @default 8
   */
  readonly concurrency?: number | undefined;
  /**
   * Where changes of status are logged, each once, and a reminder each minute while readiness fails. `false`: nowhere.
   * @default console
   */
  readonly logger?: Logger | false | undefined;
  /**
   * Another clock, for tests: see `createFakeClock` of `@probez/core/testing`.
   * @default the system clock
   */
  readonly clock?: Clock | undefined;
}

/**
 * Wraps every run of a polled check, for tracing. It calls `run` before it returns, and returns what that returns. It only
 * observes: whatever it does, the check runs exactly once and its own result counts.
 */
export type RunWrapper = (run: () => Promise<unknown>, check: { readonly name: string }) => Promise<unknown>;

/** What is needed to answer probes: a `Health` is one, and so is the view of a snapshot in a worker. */
export interface HealthView {
  /** The verdict for a selection. Cheap: it is remembered until something changes. */
  verdict(selection: ProbeSelection): Verdict;
  /** The verdict with its lines, without those named in `exclude`. Its cost grows with the number of checks. */
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
  /**
   * Gives up after this many milliseconds with `WAIT_TIMEOUT`.
   * @default none: waits as long as it takes
   */
  readonly deadlineMs?: number | undefined;
}

/** The registry of checks and the source of every probe's answer. */
export interface Health extends HealthView {
  /** `idle` before the first `start()`, `stopped` after `stop()`. */
  readonly phase: HealthPhase;
  /** `true` once `drain()` was called; it stays so. */
  readonly draining: boolean;
  /**
   * Adds a check; returns a function that removes it.
   * @throws `ProbezError` with `INVALID_CHECK` or `INVALID_OPTION` for a bad check, `DUPLICATE_CHECK` for a name that is taken,
   * and whatever `attach` throws
   */
  register(check: Check): () => void;
  /**
   * Begins to run the checks. Resolves when every polled check has completed or timed out once; never rejects. Calling it
   * again changes nothing. Awaiting it keeps the process alive until then; checks alone do not.
   */
  start(): Promise<void>;
  /** Aborts all runs and ends all timers. Readiness fails; liveness and startup stay as they are. `start()` may follow. */
  stop(): Promise<void>;
  /**
   * Runs every polled check now, or waits for the run under way, and resolves with the snapshot. For tests and scripts.
   * After `stop()` nothing is published: those results show at the next `start()`.
   */
  refresh(): Promise<Snapshot>;
  /**
   * Takes the service out for good: readiness fails, liveness and startup go on. For a maintenance mode that ends, use
   * `manualCheck`.
   * @param reason one line for logs and trusted requests; 'shutting down' by default
   */
  drain(reason?: string): void;
  /**
   * Calls the listener for each transition, at the end of the turn of the event loop, when the verdicts are up to date; and for
   * the drain, at once. What the listener throws is ignored. Returns a function that unsubscribes.
   */
  subscribe(listener: (event: HealthEvent) => void): () => void;
  /** Calls the listener after every run of a polled check, for metrics. Returns a function that unsubscribes. */
  subscribeRuns(listener: (event: RunEvent) => void): () => void;
  /** Wraps every later run of a polled check, for tracing. Returns a function that removes the wrapper. */
  wrapRuns(wrapper: RunWrapper): () => void;
  /** The state of everything, as plain data. */
  snapshot(): Snapshot;
  /**
   * Resolves when the probe passes; keeps the process alive for as long as it waits. Rejects when it gives up (see
   * {@link WaitOptions}), and with `SHUTDOWN` once the probe cannot pass any more: after `stop()`, and for readiness after
   * `drain()`.
   * @throws `ProbezError` with `INVALID_OPTION`, `WAIT_TIMEOUT` or `SHUTDOWN`, or the signal's reason
   */
  waitFor(probe: ProbeName, options?: WaitOptions): Promise<void>;
  /**
   * Tells that a probe was answered. `createHandler` calls it, so an adapter need not. Before the first `start()` it logs one
   * warning that no check runs; after that it does nothing.
   */
  probed(): void;
  /** The clock that this health uses. */
  readonly clock: Clock;
}
