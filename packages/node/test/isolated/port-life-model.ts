/**
 * What the isolated port promises, told another way than `port-life.ts` tells it: two who can have the port, each in a stage
 * of its own, and the history of what has failed. No phases: they are read off in the end.
 */
export interface PortModel {
  happens(what: string, worker: number, now: number): void;
  picture(): { phase: string; wanted: object; next: number; started: number };
  /** What has been said since it was last asked. */
  said(): readonly string[];
}

type Stage = 'none' | 'booting' | 'binding' | 'serving';

interface Failure {
  /** How long it had served. */
  readonly servedMs: number;
}

const NEVER = Number.POSITIVE_INFINITY;
const WAITS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000];

export function createPortModel(barredAtFirst: boolean, begin: number): PortModel {
  let barred = barredAtFirst;
  const worker: { stage: Stage; number: number; since: number } = { stage: 'none', number: 0, since: 0 };
  let main: Exclude<Stage, 'booting'> = 'none';
  let answered = false;
  const history: Failure[] = [];
  let lines: string[] = [];
  /** When the next attempt is made, as long as there is to be one. */
  let retry = NEVER;
  let end: 'no' | 'asked' | 'cut' | 'over' | 'never began' = 'no';
  let cutAt = NEVER;

  /** Failures since one that had served for more than a minute, itself included. */
  function streak(): number {
    const lasting = history.findLastIndex(({ servedMs }) => servedMs > 60_000);
    return history.length - Math.max(lasting, 0);
  }

  const waitAfter = (failures: number): number => WAITS[Math.min(failures, WAITS.length) - 1] ?? NaN;

  function boot(now: number): void {
    Object.assign(worker, { stage: 'booting', number: worker.number + 1, since: now });
    retry = NEVER;
  }

  function fails(now: number): void {
    history.push({ servedMs: worker.stage === 'serving' ? now - worker.since : 0 });
    worker.stage = 'none';
    retry = barred ? NEVER : now + waitAfter(streak());
    // Why there can be no worker has been said.
    if (!barred) lines.push(`failed, next try in ${inSeconds(retry - now)}`);
    if (main === 'none') main = 'binding';
  }

  function attempt(now: number): void {
    retry = NEVER;
    if (barred) main = 'binding';
    else boot(now);
  }

  function ofWorker(what: string, now: number): void {
    if (what === 'lost') fails(now);
    if (what === 'refused') {
      if (answered) fails(now);
      else end = 'never began';
    }
    if (what === 'ready' && worker.stage === 'booting') {
      main = 'none';
      worker.stage = 'binding';
    } else if (what === 'listening' && worker.stage === 'binding') {
      Object.assign(worker, { stage: 'serving', since: now });
      if (answered) lines.push('back');
      answered = true;
    }
  }

  function ofMain(what: string, now: number): void {
    if (main !== 'binding') return;
    if (what === 'main-listening') {
      main = 'serving';
      answered = true;
      if (barred) retry = NEVER;
      return;
    }
    main = 'none';
    if (!answered) end = 'never began';
    else if (retry === NEVER) {
      history.push({ servedMs: 0 });
      retry = now + waitAfter(streak());
    }
    if (answered) lines.push(`nobody, next try in ${inSeconds(retry - now)}`);
  }

  function bar(now: number): void {
    if (barred) return;
    barred = true;
    lines.push('barred');
    if (worker.stage !== 'none') fails(now);
    else if (main !== 'none') retry = NEVER;
  }

  function unbar(now: number): void {
    if (!barred) return;
    barred = false;
    // The wait of the failure to come: what has been barred is not followed at once.
    if (main !== 'none') retry = now + waitAfter(streak() + 1);
  }

  function tick(now: number): void {
    if ((worker.stage === 'booting' || worker.stage === 'binding') && now >= bootedAt + 10_000) fails(now);
    else if (worker.stage === 'none' && main !== 'binding' && now >= retry) attempt(now);
  }

  const inSeconds = (ms: number): string => `${Math.max(0, Math.round(ms / 100) / 10)} s`;

  let bootedAt = begin;
  if (barred) lines.push('barred');
  if (barred) main = 'binding';
  else boot(begin);

  return {
    happens(what, number, now) {
      const before = worker.number;
      if (end === 'asked' || end === 'cut') {
        if (what === 'gone') end = 'over';
        else if (what === 'tick' && now >= cutAt) end = 'cut';
        if (end === 'cut') cutAt = NEVER;
        return;
      }
      if (end !== 'no') return;
      if (what === 'close') {
        end = 'asked';
        cutAt = now + 2_000;
      } else if (['ready', 'listening', 'lost', 'refused'].includes(what)) {
        if (worker.stage !== 'none' && number === worker.number) ofWorker(what, now);
      } else if (what === 'main-listening' || what === 'main-refused') ofMain(what, now);
      else if (what === 'bar') bar(now);
      else if (what === 'unbar') unbar(now);
      else if (what === 'tick') tick(now);
      if (worker.number !== before) bootedAt = now;
    },

    said() {
      const told = lines;
      lines = [];
      return told;
    },

    picture() {
      const ended = { no: '', asked: 'closing', cut: 'cutting', over: 'closed', 'never began': 'failed' }[end];
      const started = worker.number;
      if (ended !== '')
        return { phase: ended, wanted: { worker: undefined, listener: 'nobody' }, next: cutting(), started };
      const running = worker.stage === 'none' ? undefined : worker.number;
      const phase = { booting: 'starting', binding: 'handing-over', serving: 'worker', none: phaseOfMain() }[
        worker.stage
      ];
      const has =
        worker.stage === 'binding' || worker.stage === 'serving' ? 'worker' : main === 'none' ? 'nobody' : 'main';
      return { phase, wanted: { worker: running, listener: has }, next: next(), started };
    },
  };

  function phaseOfMain(): string {
    return { none: 'deaf', binding: 'falling-back', serving: 'main' }[main];
  }

  function cutting(): number {
    return end === 'asked' ? cutAt : NEVER;
  }

  function next(): number {
    if (worker.stage === 'booting' || worker.stage === 'binding') return bootedAt + 10_000;
    if (worker.stage === 'serving' || main === 'binding') return NEVER;
    return retry;
  }
}
