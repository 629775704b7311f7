import { OUR_NAME } from './foreign.ts';
import { hasTerminal } from './terminal.ts';
import { type Telling, tell, UNTOLD } from './told.ts';

/** One of several shutdowns in a process that end through the same `exit`. */
export interface StopMember {
  /** The signals that it wants to be told by. */
  readonly signals: readonly NodeJS.Signals[];
  begin(reason: string, hurried: boolean): void;
  /** A later signal, which changes nothing: one of the members logs that, once per signal. */
  joined(signal: NodeJS.Signals): void;
  /** A person waits for it. */
  hurry(signal: NodeJS.Signals): void;
  /** All ends now: a person forced it, or the deadline of another member is over. */
  end(cause: EarlyEnd): void;
}

export type EarlyEnd = 'forced' | 'deadline';

/** A member's place in the stop. */
export interface StopSeat {
  /** The app begins by itself: all members do. */
  begin(reason: string): void;
  /** What the process ends with if that of the member is the last code: the worst of all so far. */
  worst(code: number): number;
  /** The member is done: after the last one `exit` is called, once. Rejects where that throws. */
  finish(code: number): Promise<unknown>;
  /** The member ends before its time, and everybody else with it. */
  end(code: number, cause: EarlyEnd): Promise<unknown>;
  /** Leaves the stop, as if it had never joined. */
  leave(): void;
}

/** The process ends once: what one shutdown begins, all begin, and the last to finish exits. */
export class Stop {
  readonly #exit: (code: number) => unknown;
  readonly #gone: () => void;
  readonly #members = new Set<StopMember>();
  /** Those that have something left to do. */
  readonly #going = new Set<StopMember>();
  /** The process has one listener per signal, however many members want it. */
  readonly #heard = new Map<NodeJS.Signals, () => void>();
  readonly #mentioned = new Set<NodeJS.Signals>();
  #told = UNTOLD;
  #reason = '';
  #worst = 0;
  #over: Promise<unknown> | undefined;

  constructor(exit: (code: number) => unknown, gone: () => void) {
    this.#exit = exit;
    this.#gone = gone;
  }

  join(member: StopMember): StopSeat {
    this.#members.add(member);
    this.#listen();
    if (this.#told.begun) this.#beginLate(member);
    return {
      begin: (reason) => this.#begin(reason, false),
      worst: (code) => this.#worstWith(code),
      finish: (code) => this.#finish(member, code),
      end: (code, cause) => {
        for (const other of [...this.#going]) if (other !== member) other.end(cause);
        return this.#finish(member, code);
      },
      leave: () => this.#leave(member),
    };
  }

  #hear(signal: NodeJS.Signals): void {
    const byPerson = signal === 'SIGINT' && hasTerminal();
    let telling: Telling;
    [this.#told, telling] = tell(this.#told, byPerson, performance.now());
    if (telling === 'begin') this.#begin(signal, byPerson);
    else if (telling === 'join') this.#mention(signal);
    else for (const member of [...this.#going]) telling === 'hurry' ? member.hurry(signal) : member.end('forced');
  }

  #mention(signal: NodeJS.Signals): void {
    if (this.#mentioned.has(signal)) return;
    this.#mentioned.add(signal);
    const [first] = this.#going;
    first?.joined(signal);
  }

  #begin(reason: string, hurried: boolean): void {
    this.#told = { ...this.#told, begun: true };
    this.#reason = reason;
    const silent = [...this.#members].filter((member) => !this.#going.has(member));
    // All of them first: none may be alone, finish and exit before the next has begun.
    for (const member of silent) this.#going.add(member);
    for (const member of silent) member.begin(reason, hurried);
  }

  /** It was not there when the signal came. It goes along, once its caller has got hold of it. */
  #beginLate(member: StopMember): void {
    this.#going.add(member);
    setImmediate(() => this.#going.has(member) && member.begin(this.#reason, false));
  }

  #finish(member: StopMember, code: number): Promise<unknown> {
    this.#worst = this.#worstWith(code);
    this.#going.delete(member);
    return this.#exitWhenDone();
  }

  /** The app's own code may be negative; whatever is not 0 is worse than 0. */
  #worstWith(code: number): number {
    return this.#worst === 0 || code > this.#worst ? code || this.#worst : this.#worst;
  }

  #exitWhenDone(): Promise<unknown> {
    if (this.#going.size > 0) return Promise.resolve();
    if (this.#over === undefined) {
      this.#gone();
      // What it throws becomes a rejection.
      this.#over = (async () => this.#exit(this.#worst))();
      // A signal that is told again must find somebody until the process is really over.
      const forget = (): void => {
        this.#members.clear();
        this.#unlisten();
      };
      this.#over.then(forget, forget);
    }
    return this.#over;
  }

  #leave(member: StopMember): void {
    this.#members.delete(member);
    const wasGoing = this.#going.delete(member);
    this.#unlisten();
    if (wasGoing) void this.#exitWhenDone();
    else if (this.#members.size === 0) this.#gone();
  }

  #listen(): void {
    for (const signal of this.#wanted()) {
      if (this.#heard.has(signal)) continue;
      const listener = Object.defineProperty(() => this.#hear(signal), 'name', { value: OUR_NAME });
      this.#heard.set(signal, listener);
      // First of all, so that whoever hears it once is still there to be named.
      process.prependListener(signal, listener);
    }
  }

  #unlisten(): void {
    const wanted = this.#wanted();
    for (const [signal, listener] of [...this.#heard]) {
      if (wanted.has(signal)) continue;
      this.#heard.delete(signal);
      process.off(signal, listener);
    }
  }

  #wanted = (): Set<NodeJS.Signals> => new Set([...this.#members].flatMap(({ signals }) => [...signals]));
}
