import { type TrafficCheckOptions, trafficCheck } from '@probez/checks';
import { createHealth } from '@probez/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(options: Omit<TrafficCheckOptions, 'name'> = {}) {
  const traffic = trafficCheck({ name: 'db', ...options });
  const health = createHealth({ logger: false, checks: [traffic] });
  void health.start();
  const state = () => health.snapshot().checks[0];
  return { traffic, health, state, status: () => state()?.status };
}

test('no calls, few calls: passes', () => {
  const { traffic, status } = setUp();
  expect(status()).toBe('pass');
  for (let call = 0; call < 4; call += 1) traffic.failure(new Error('down'));
  expect(status()).toBe('pass');
});

test('fails in the moment when too many of the calls have failed, and passes again by successes', () => {
  const { traffic, status, state } = setUp();
  for (let call = 0; call < 5; call += 1) traffic.failure(new Error('connect ECONNREFUSED'));
  expect(status()).toBe('fail');
  expect(state()?.reason).toBe('5 of 5 calls failed in the last 30000 ms; the last: connect ECONNREFUSED');
  for (let call = 0; call < 5; call += 1) traffic.success();
  expect(status()).toBe('warn');
  for (let call = 0; call < 50; call += 1) traffic.success();
  expect(status()).toBe('pass');
});

test('a failure that keeps traffic away does not last for ever: it warns, then one success clears it', async () => {
  const { traffic, status, state } = setUp();
  for (let call = 0; call < 5; call += 1) traffic.failure(new Error('down'));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(status()).toBe('fail');
  await vi.advanceTimersByTimeAsync(13_000);
  expect(status()).toBe('warn');
  expect(state()?.reason).toBe('no recent calls; the last failure: down');
  traffic.failure(new Error('still down'));
  expect(status()).toBe('warn');
  traffic.success();
  expect(status()).toBe('pass');
  expect(vi.getTimerCount()).toBe(0);
});

test('old calls leave the window', async () => {
  const { traffic, status } = setUp();
  for (let call = 0; call < 20; call += 1) traffic.success();
  await vi.advanceTimersByTimeAsync(31_000);
  for (let call = 0; call < 5; call += 1) traffic.failure();
  expect(status()).toBe('fail');
});

test('track counts what comes of a call and hands it on', async () => {
  const { traffic, status } = setUp({ minCalls: 1, isFailure: (error) => error !== 'duplicate key' });
  expect(await traffic.track(Promise.resolve(1))).toBe(1);
  await expect(traffic.track(() => Promise.reject('duplicate key'))).rejects.toBe('duplicate key');
  expect(status()).toBe('pass');
  for (let call = 0; call < 3; call += 1) {
    await expect(traffic.track(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
  }
  expect(status()).toBe('fail');
  const thrown = traffic.track(() => {
    throw new Error('at once');
  });
  await expect(thrown).rejects.toThrow('at once');
});

test('an isFailure that throws takes nothing from the app: its error is handed on, and counts', async () => {
  const { traffic, status } = setUp({
    minCalls: 1,
    isFailure: () => {
      throw new Error('mine');
    },
  });
  await expect(traffic.track(Promise.reject(new Error('down')))).rejects.toThrow('down');
  expect(status()).toBe('fail');
});

test('numbers alone are published once a second at most', async () => {
  const { health, traffic } = setUp();
  const pushed: unknown[] = [];
  traffic.attach((result) => pushed.push(result));
  for (let call = 0; call < 10_000; call += 1) traffic[call % 20 === 0 ? 'failure' : 'success']();
  expect(pushed.length).toBeLessThan(5);
  await health.stop();
});

test('spare: the polled check is not run while calls succeed', async () => {
  const traffic = trafficCheck({ name: 'db' });
  let runs = 0;
  const polled = traffic.spare({
    name: 'postgres',
    periodMs: 10_000,
    run: () => {
      runs += 1;
    },
  });
  const context = { name: 'postgres', signal: new AbortController().signal, step: () => {} };
  await polled.run(context);
  expect(runs).toBe(1);
  traffic.success();
  await polled.run(context);
  expect(runs).toBe(1);
  await vi.advanceTimersByTimeAsync(10_001);
  await polled.run(context);
  expect(runs).toBe(2);
  for (let call = 0; call < 9; call += 1) traffic.failure();
  traffic.success();
  await polled.run(context);
  expect(runs).toBe(3);
});

test('after it is detached no timer is left', async () => {
  const traffic = trafficCheck({ name: 'db', minCalls: 1 });
  const health = createHealth({ logger: false });
  const unregister = health.register(traffic);
  traffic.failure(new Error('down'));
  expect(vi.getTimerCount()).toBe(1);
  unregister();
  expect(vi.getTimerCount()).toBe(0);
  traffic.failure(new Error('down'));
  expect(vi.getTimerCount()).toBe(0);
});

test.each([
  [() => trafficCheck({ name: '' }), /name is ""/],
  [() => trafficCheck({ name: 'x', failRatio: 2 }), /failRatio is 2; allowed: a number from 0 to 1/],
  [() => trafficCheck({ name: 'x', warnRatio: 0.9 }), /warnRatio is 0.9; allowed: a number from 0 to 0.5/],
  [() => trafficCheck({ name: 'x', windowMs: 1 }), /windowMs is 1/],
])('refused: %s', (make, message) => {
  expect(make).toThrow(message);
});
