// @ts-nocheck
import {
  type Clock,
  createHandler,
  createHealth,
  type Health,
  type HealthEvent,
  heartbeatCheck,
  type ProbeHandler,
  type ProbeName,
  ProbezError,
  type Push,
  type RunWrapper,
  type Status,
} from '../../src/index.ts';
import { ExpectedAnswers } from './answers.ts';
import { Model, type Outcome, type Spec } from './model.ts';

export interface PolledSpec extends Spec {
  readonly periodMs: number;
  readonly recheckMs: number;
}

/** What happens, one after the other. `check` and `spec` are indices, taken modulo what there is. */
export type Command =
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'mode'; readonly check: number; readonly mode: Outcome | 'hang' }
  | { readonly do: 'settle'; readonly check: number; readonly outcome: Outcome }
  | { readonly do: 'push'; readonly check: number; readonly outcome: Outcome }
  | { readonly do: 'register' | 'unregister'; readonly check: number }
  | { readonly do: 'wait'; readonly probe: ProbeName }
  | { readonly do: 'wrap'; readonly tracer: keyof typeof TRACERS }
  | { readonly do: 'refresh' | 'drain' | 'stop' | 'start' };

/** Tracers that do what no tracer should. */
const TRACERS = {
  watches: (run) => run(),
  throws() {
    throw new Error('tracer');
  },
  'throws after it': (run) => {
    void run();
    throw new Error('tracer');
  },
  rejects: () => Promise.reject(new Error('tracer')),
  hangs: (run) => {
    void run();
    return new Promise(() => {});
  },
  'calls twice': async (run) => {
    void run();
    return run();
  },
  'does not call': async () => 'fail',
} satisfies Record<string, RunWrapper>;
export const TRACER_NAMES: readonly (keyof typeof TRACERS)[] = [
  'watches',
  'throws',
  'throws after it',
  'rejects',
  'hangs',
  'calls twice',
  'does not call',
];
/** Each makes a run's way longer, and here a promise has so many turns and no more. */
const MAX_TRACERS = 1;
/** One moment of so many is asked about: asking at each would take most of the time. */
const ASKED_EVERY = 8;

/** Somebody who waits for a probe. */
interface Waiter {
  readonly probe: ProbeName;
  outcome: 'waiting' | 'passed' | 'gone' | 'odd';
  /** It has passed at some moment since. */
  mayPass: boolean;
}

/** A start that is under way: what it waits for. */
interface Start {
  readonly reports: ReadonlyMap<string, number>;
  over: boolean;
}

/** Time that only moves when it is told to. Promises settle by microtasks alone, which is what makes 10,000 sequences quick. */
function createQuickClock() {
  let now = 0;
  let order = 0;
  const timers = new Set<{ readonly at: number; readonly order: number; readonly callback: () => void }>();
  const clock: Clock = {
    now: () => now,
    time: () => now,
    random: () => 0.5,
    setTimer(ms, callback) {
      order += 1;
      const timer = { at: now + Math.max(0, ms), order, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 28; turn += 1) await undefined;
  }
  async function advanceTo(end: number): Promise<void> {
    for (;;) {
      const due = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (due === undefined) break;
      now = Math.max(now, due.at);
      timers.delete(due);
      due.callback();
      await settle();
    }
    now = end;
  }
  const next = () => Math.min(...Array.from(timers, ({ at }) => at));
  return { clock, settle, advanceTo, next, timers };
}

const PROBES: readonly ProbeName[] = ['liveness', 'readiness', 'startup'];
const PATHS: Readonly<Record<ProbeName, string>> = { liveness: '/livez', readiness: '/readyz', startup: '/startupz' };

/** The real health and the model beside it; every difference throws. What is held by which of its methods: `invariants.ts`. */
export class World {
  readonly #quick = createQuickClock();
  readonly #specs: readonly PolledSpec[];
  readonly #model: Model;
  readonly #health: Health;
  readonly #modes = new Map<string, Outcome | 'hang'>();
  readonly #pending = new Map<string, (outcome: Outcome) => void>();
  readonly #pushes = new Map<string, Push>();
  readonly #beats = new Map<string, () => void>();
  readonly #unregister = new Map<string, () => void>();
  /** When the newest run of each check began. */
  readonly #runs = new Map<string, number>();
  /** What the listeners were last told, of checks and of probes. */
  readonly #told = new Map<string, Status>();
  /** What a listener or a run found wrong: thrown there, nobody would hear of it. */
  #wrong: Error | undefined;
  readonly #waiters: Waiter[] = [];
  #start: Start | undefined;
  #tracers = 0;
  #moments = 0;
  #questions = 0;
  readonly #handler: ProbeHandler;
  readonly #reads: boolean;
  /** Everything that was told, in its order. */
  readonly events: string[] = [];

  /** @param reads whether somebody reads all the time: nothing may come of it */
  constructor(specs: readonly PolledSpec[], registered: number, expected: readonly string[], reads = true) {
    this.#specs = specs;
    this.#reads = reads;
    this.#model = new Model(expected);
    this.#health = createHealth({ logger: false, clock: this.#quick.clock, expected });
    this.#handler = createHandler(this.#health);
    this.#health.subscribe(() => {
      throw new Error('a listener');
    });
    this.#health.subscribe((event) => this.#hear(event));
    this.#health.subscribe(() => Promise.reject(new Error('a listener')));
    for (const spec of specs.slice(0, registered)) this.#register(spec);
  }

  #hear(event: HealthEvent): void {
    this.events.push(JSON.stringify(event));
    for (const waiter of this.#waiters)
      if (event.type === 'probe' && event.name === waiter.probe && isOk(event.to)) waiter.mayPass = true;
    if (!this.#reads) return;
    for (const probe of PROBES) {
      const [verdict, evaluation] = [this.#health.verdict(probe), this.#health.evaluate(probe)];
      if (verdict.status !== evaluation.status || verdict.ok !== evaluation.ok)
        this.#wrong ??= new Error(`a listener hears ${verdict.status} and ${evaluation.status} for ${probe}`);
    }
    if (event.type === 'drain') return;
    const key = `${event.type} ${event.name}`;
    const before = this.#told.get(key);
    if (event.from === event.to || (before !== undefined && before !== event.from))
      this.#wrong ??= new Error(`${key} was ${before}, and is told to go from ${event.from} to ${event.to}`);
    this.#told.set(key, event.to);
  }

  async do(command: Command): Promise<void> {
    const now = this.#quick.clock.now();
    const spec = 'check' in command ? this.#specs[command.check % this.#specs.length] : undefined;
    if (command.do === 'advance') return this.#advance(command.ms);
    if (command.do === 'mode' && spec !== undefined) this.#modes.set(spec.name, command.mode);
    else if (command.do === 'settle' && spec !== undefined) this.#settle(spec, command.outcome);
    else if (command.do === 'push' && spec !== undefined) this.#push(spec, command.outcome);
    else if (command.do === 'register' && spec !== undefined) this.#register(spec);
    else if (command.do === 'unregister' && spec !== undefined) {
      this.#model.unregister(spec.name, now);
      this.#unregister.get(spec.name)?.();
      this.#unregister.delete(spec.name);
      this.#told.delete(`check ${spec.name}`);
    } else if (command.do === 'refresh' && this.#health.phase === 'running') void this.#health.refresh();
    else if (command.do === 'drain') {
      const told = this.events.length;
      const first = !this.#model.draining;
      this.#model.drain();
      this.#health.drain();
      const heard = this.events.slice(told).filter((event) => event.includes('"type":"drain"')).length;
      if (heard !== (first ? 1 : 0)) throw new Error(`a drain was told ${heard} times on the spot`);
    } else if (command.do === 'wait') this.#wait(command.probe);
    else if (command.do === 'wrap') {
      if (this.#tracers < MAX_TRACERS) this.#health.wrapRuns(TRACERS[command.tracer]);
      this.#tracers += 1;
    } else if (command.do === 'stop') {
      this.#model.stop(now);
      void this.#health.stop();
      if (this.#quick.timers.size > 0) throw new Error(`${this.#quick.timers.size} timers are left after stop()`);
    } else if (command.do === 'start') {
      const begins = this.#model.phase !== 'running';
      this.#model.start(now);
      const reports = new Map(Array.from(this.#model.checks, ([name, { reports: count }]) => [name, count]));
      if (begins) this.#start = { reports, over: false };
      const mine = this.#start;
      void this.#health.start().then(() => {
        if (mine !== undefined) mine.over = true;
      });
    }
    if (this.#health.phase !== 'running' && command.do !== 'refresh' && this.#quick.timers.size > 0)
      throw new Error(`${this.#quick.timers.size} timers are set while nothing runs, after ${JSON.stringify(command)}`);
    // Whoever reads at once reads what is true. A run that begins in a start is not over yet; startup latches when the turn ends.
    const latches = this.#reads && this.#model.started !== this.#health.snapshot().started;
    if (this.#reads && (command.do === 'push' || command.do === 'drain') && !latches)
      this.#compareVerdicts(`${JSON.stringify(command)}, at once,`);
    await this.#quick.settle();
    this.#compare(JSON.stringify(command));
  }

  /** In steps from one moment to the next, be it the model's or a timer's, so that the model hears of all in their order. */
  async #advance(ms: number): Promise<void> {
    const end = this.#quick.clock.now() + ms;
    for (;;) {
      const timeout = this.#model.nextTimeout();
      const stale = this.#model.nextStale(this.#quick.clock.now());
      const step = Math.min(end, this.#quick.next(), timeout?.at ?? end, stale);
      if (timeout !== undefined && timeout.at === step) this.#model.timeOut(timeout.check, step);
      await this.#quick.advanceTo(step);
      this.#compare(`time ${step}`);
      if (step === end) return;
    }
  }

  #register(spec: PolledSpec): void {
    const { name } = spec;
    if (this.#unregister.has(name)) return;
    this.#pending.delete(name);
    this.#runs.delete(name);
    const now = this.#quick.clock.now();
    this.#model.register(spec, now);
    const { kind, probes, critical, shared, staleAfterMs } = spec;
    if (kind === 'heartbeat') {
      const beat = heartbeatCheck({ name, probes, critical, shared, staleAfterMs: staleAfterMs ?? 1 });
      this.#beats.set(name, beat.beat);
      this.#unregister.set(name, this.#health.register(beat));
    } else if (kind === 'pushed') {
      const attach = (push: Push) => void this.#pushes.set(name, push);
      this.#unregister.set(name, this.#health.register({ name, probes, critical, shared, staleAfterMs, attach }));
    } else {
      const { kind: _, ...polled } = spec;
      // A run may begin inside register().
      this.#unregister.set(name, () => {});
      this.#unregister.set(name, this.#health.register({ ...polled, run: () => this.#run(name) }));
    }
  }

  #run(name: string): unknown {
    const now = this.#quick.clock.now();
    try {
      this.#model.runBegins(name, now, this.#health.snapshot().started);
    } catch (error) {
      this.#wrong ??= error instanceof Error ? error : new Error(String(error));
    }
    this.#runs.set(name, now);
    const mode = this.#modes.get(name) ?? 'pass';
    if (mode !== 'hang') {
      this.#model.runEnds(name, mode, now);
      return { status: mode };
    }
    return new Promise((resolve, reject) => {
      this.#pending.set(name, (outcome) => (outcome === 'fail' ? reject(undefined) : resolve({ status: outcome })));
    });
  }

  #settle({ name }: Spec, outcome: Outcome): void {
    const settle = this.#pending.get(name);
    if (settle === undefined) return;
    this.#pending.delete(name);
    this.#model.runEnds(name, outcome, this.#quick.clock.now());
    settle(outcome);
  }

  #push({ name, kind }: Spec, outcome: Outcome): void {
    if (!this.#unregister.has(name) || kind === 'polled') return;
    this.#model.push(name, kind === 'heartbeat' ? 'pass' : outcome, this.#quick.clock.now());
    if (kind === 'heartbeat') this.#beats.get(name)?.();
    else this.#pushes.get(name)?.({ status: outcome });
  }

  #wait(probe: ProbeName): void {
    const waiter: Waiter = { probe, outcome: 'waiting', mayPass: false };
    this.#waiters.push(waiter);
    this.#health.waitFor(probe).then(
      () => {
        waiter.outcome = 'passed';
      },
      (error: unknown) => {
        waiter.outcome = error instanceof ProbezError && error.code === 'SHUTDOWN' ? 'gone' : 'odd';
      },
    );
  }

  #compare(after: string): void {
    if (this.#wrong !== undefined) throw this.#wrong;
    if (!this.#reads) return;
    this.#compareVerdicts(after);
    this.#compareWaiting(after);
    this.#compareStart(after);
    this.#compareAnswer(after);
    this.#compareTold(after);
    this.#comparePolling(after, this.#quick.clock.now());
  }

  /** Whoever has listened knows how it stands; but for what is stale since less than the millisecond of a timer. */
  #compareTold(after: string): void {
    const now = this.#quick.clock.now();
    const { checks, phase } = this.#health.snapshot();
    if (phase === 'running' && checks.some(({ validUntil }) => now >= validUntil)) return;
    const current: readonly (readonly [string, Status])[] = [
      ...checks.map(({ name, status }) => [`check ${name}`, status] as const),
      ...PROBES.map((probe) => [`probe ${probe}`, this.#health.verdict(probe).status] as const),
    ];
    for (const [key, status] of current) {
      const told = this.#told.get(key);
      if (told !== undefined && told !== status)
        throw new Error(`after ${after} at ${now}, ${key} is ${status}, and ${told} was told`);
    }
  }

  #compareVerdicts(after: string): void {
    const now = this.#quick.clock.now();
    for (const probe of PROBES) {
      const expected = this.#model.verdict(probe, now);
      const { status } = this.#health.verdict(probe);
      const { status: explained, lines } = this.#health.evaluate(probe);
      if (status !== expected || explained !== expected)
        throw new Error(`after ${after} at ${now}, ${probe} is ${status} (${explained}), and should be ${expected}`);
      // One check may hide behind another in the verdict, but not in the lines.
      const shares = lines.flatMap(({ name, state, status: share }) => (state === undefined ? [] : [[name, share]]));
      const [seen, wanted] = [Object.fromEntries(shares), this.#model.lines(probe, now)].map((each) =>
        JSON.stringify(each),
      );
      if (seen !== wanted) throw new Error(`after ${after} at ${now}, ${probe} has ${seen}, and should have ${wanted}`);
    }
  }

  /** Polling never ends: while a check is not hung, a run begins at least once per period. */
  #comparePolling(after: string, now: number): void {
    if (this.#health.phase !== 'running') return;
    for (const { name, kind, periodMs, timeoutMs } of this.#specs) {
      const check = this.#model.checks.get(name);
      const begun = this.#runs.get(name);
      if (kind !== 'polled' || check === undefined || begun === undefined) continue;
      if (this.#pending.has(name) || this.#model.retired(check)) continue;
      if (now - begun > periodMs + timeoutMs)
        throw new Error(`after ${after} at ${now}, ${name} was last run at ${begun}`);
    }
  }

  /** Who waits is told once it passes, and once it cannot pass any more. */
  #compareWaiting(after: string): void {
    const { phase, draining } = this.#model;
    for (const waiter of this.#waiters) {
      const { probe, outcome } = waiter;
      const passes = isOk(this.#model.verdict(probe, this.#quick.clock.now()));
      if (passes) waiter.mayPass = true;
      const gone = !passes && (phase === 'stopped' || (probe === 'readiness' && draining));
      const right =
        outcome === 'waiting' ? !passes && !gone : outcome === 'passed' ? waiter.mayPass : outcome === 'gone' && gone;
      if (!right) throw new Error(`after ${after}, who waits for ${probe} is ${outcome}`);
    }
    // Whoever has been answered is.
    const waiting = this.#waiters.filter(({ outcome }) => outcome === 'waiting');
    this.#waiters.splice(0, this.#waiters.length, ...waiting);
  }

  /** A start is over when every polled check has had its say, or has nothing to say any more. */
  #compareStart(after: string): void {
    if (this.#start === undefined) return;
    const { reports, over } = this.#start;
    const open = [...reports].filter(([name, count]) => {
      const check = this.#model.checks.get(name);
      return check?.spec.kind === 'polled' && !this.#model.retired(check) && check.reports === count;
    });
    const expected = this.#model.phase === 'stopped' || open.length === 0;
    if (expected && !over) throw new Error(`after ${after}, start() has not resolved`);
    if (over && !expected) throw new Error(`after ${after}, start() has resolved, and ${open} has not had its say`);
    if (over) this.#start = undefined;
  }

  /** One question after the other. */
  #compareAnswer(after: string): void {
    this.#moments += 1;
    if (this.#moments % ASKED_EVERY !== 0) return;
    const answers = new ExpectedAnswers(this.#model, this.#quick.clock.now());
    this.#questions += 1;
    const probe = PROBES[this.#questions % 3] ?? 'readiness';
    const path = PATHS[probe];
    const names = [`check-${this.#questions % 4}`, 'nobody', 'shutdown', `check-${this.#questions % 5}`];
    const exclude = names.slice(0, this.#questions % 7 > 4 ? names.length : 0);
    const verbose = this.#questions % 2 === 0;
    const query = [...(verbose ? ['verbose'] : []), ...exclude.map((name) => `exclude=${name}`)].join('&');
    this.#expect(after, `${path}?${query}`, answers.text(probe, path, { verbose, exclude }));
    const name = `check-${this.#questions % 4}`;
    this.#expect(after, `${path}/${name}`, answers.one(probe, name));
    const { status, whole, checks } = answers.json(probe);
    const answer = this.#handler({ method: 'GET', url: `${path}?format=json`, headers: {} });
    const body = JSON.parse(answer?.body ?? 'null');
    const seen = {
      status: answer?.status,
      whole: statusIn(body),
      checks: Object.fromEntries(Object.entries(body.checks).map(([key, value]) => [key, statusIn(Object(value)[0])])),
    };
    if (JSON.stringify(seen) !== JSON.stringify({ status, whole, checks }))
      throw new Error(
        `after ${after}, JSON of ${path} says ${JSON.stringify(seen)}, and should ${JSON.stringify({ status, whole, checks })}`,
      );
  }

  #expect(after: string, url: string, { status, body }: { readonly status: number; readonly body: string }): void {
    const answer = this.#handler({ method: 'GET', url, headers: {} });
    if (answer?.status !== status || answer.body !== body)
      throw new Error(`after ${after}, ${url} answers ${answer?.status} ${answer?.body}, and should ${status} ${body}`);
    const head = this.#handler({ method: 'HEAD', url, headers: {} });
    if (head?.status !== status || head.body !== '' || JSON.stringify(head.headers) !== JSON.stringify(answer.headers))
      throw new Error(`after ${after}, HEAD ${url} differs from GET`);
  }
}

const isOk = (status: Status): boolean => status === 'pass' || status === 'warn';

function statusIn({ status, state }: { readonly status: unknown; readonly state?: unknown }): object {
  return state === undefined ? { status } : { status, state };
}
