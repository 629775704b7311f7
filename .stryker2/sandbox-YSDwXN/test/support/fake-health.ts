// @ts-nocheck
import { createHandler, createHealth, type Health, type HealthOptions, type ProbeOptions } from '@probez/core';
import { createFakeClock, type FakeClock } from '@probez/core/testing';

/** A silent health on a fake clock, and a way to ask it over its handler. */
export interface FakeHealth {
  readonly clock: FakeClock;
  readonly health: Health;
  /** `status body` of a GET. */
  ask(url: string, headers?: Readonly<Record<string, string>>): string;
}

export function fakeHealth(options: HealthOptions = {}, probeOptions: ProbeOptions = {}): FakeHealth {
  const clock = createFakeClock();
  const health = createHealth({ logger: false, clock, ...options });
  const handler = createHandler(health, probeOptions);
  return {
    clock,
    health,
    ask(url, headers = {}) {
      const response = handler({ method: 'GET', url, headers });
      return response === undefined ? 'not a probe' : `${response.status} ${response.body}`;
    },
  };
}

/** A promise that is settled from outside. */
export function deferred<Value = void>() {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Rejections that nobody handled while `work` was done, and one turn of the loop longer. */
export async function unhandledDuring(work: () => Promise<void>): Promise<readonly unknown[]> {
  const unhandled: unknown[] = [];
  const listener = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', listener);
  try {
    await work();
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('unhandledRejection', listener);
  }
  return unhandled;
}
