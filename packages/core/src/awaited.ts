import type { Clock } from './clock.ts';

/** A promise that knows when somebody waits for it: whoever does, `await` and `Promise.all` included, calls `then`. */
class Awaited<Value> extends Promise<Value> {
  /** What is chained to it is a plain promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  onWait: (() => void) | undefined;

  // biome-ignore lint/suspicious/noThenProperty: a promise has one
  override then<Fulfilled = Value, Rejected = never>(
    onFulfilled?: ((value: Value) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    this.onWait?.();
    return super.then(onFulfilled, onRejected);
  }
}

/**
 * The same promise, but it keeps the process alive from the moment somebody awaits it. Our timers do not keep the process
 * alive, so without this Node would exit silently in the middle of an `await`. A caller that does not await holds nothing up.
 */
export function holdWhileAwaited<Value>(clock: Clock, work: Promise<Value>): Promise<Value> {
  let release: (() => void) | undefined;
  let settled = false;
  const awaited = new Awaited<Value>((resolve) => resolve(work));
  const settle = (): void => {
    settled = true;
    release?.();
  };
  work.then(settle, settle);
  awaited.onWait = () => {
    if (!settled) release ??= clock.hold?.();
  };
  return awaited;
}
