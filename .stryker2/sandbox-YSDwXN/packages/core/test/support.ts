// @ts-nocheck
import { type CheckState, createHealth, type Health, type HealthEvent, type HealthOptions } from '../src/index.ts';
import { createFakeClock, type FakeClock } from '../src/testing.ts';

/** A silent health on a fake clock, and what it told. */
export function fakeHealth(options: HealthOptions = {}): { clock: FakeClock; health: Health; events: HealthEvent[] } {
  const clock = createFakeClock();
  const health = createHealth({ logger: false, clock, ...options });
  const events: HealthEvent[] = [];
  health.subscribe((event) => events.push(event));
  return { clock, health, events };
}

/** A promise that is settled from outside. */
export function deferred<Value = void>(): {
  promise: Promise<Value>;
  resolve(value: Value): void;
  reject(error: unknown): void;
} {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** A check whose next results are set by the test. */
export function scripted(
  name: string,
  ...script: boolean[]
): { name: string; runs: number; next: boolean; run(): boolean } {
  return {
    name,
    runs: 0,
    next: true,
    run() {
      this.runs += 1;
      return script.shift() ?? this.next;
    },
  };
}

/** The state of a check that has just been registered. */
export const fresh: CheckState = {
  name: 'c',
  probes: ['readiness'],
  critical: true,
  shared: false,
  status: 'unknown',
  completed: false,
  decided: false,
  everPassed: false,
  late: false,
  failures: 0,
  successes: 0,
  validUntil: Number.POSITIVE_INFINITY,
  staleStatus: 'unknown',
};
