import { createHealth, manualCheck } from '@probez/core';
import { createFakeClock } from '@probez/core/testing';
import { instrumentHealth, instrumentShutdown } from '@probez/prometheus';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';

const lines = async (registry: Registry, name: string): Promise<readonly string[]> =>
  (await registry.getSingleMetricAsString(name)).split('\n').filter((line) => !line.startsWith('#'));

describe('instrumentHealth', () => {
  it('forgets a check that is gone, and shows one that is stale', async () => {
    const clock = createFakeClock();
    const health = createHealth({ logger: false, clock });
    const registry = new Registry();
    instrumentHealth(health, { registry });
    const unregister = health.register(manualCheck({ name: 'gone', initial: 'pass' }));
    expect(await lines(registry, 'health_check_status')).toContain(
      'health_check_status{health_check_name="gone",health_check_state="pass"} 1',
    );
    unregister();
    expect(await lines(registry, 'health_check_status')).toEqual([]);
  });

  it('adds up under _OTHER what has no room', async () => {
    const health = createHealth({
      logger: false,
      checks: ['a', 'b', 'c'].map((name) => manualCheck({ name, initial: 'fail' })),
    });
    const registry = new Registry();
    instrumentHealth(health, { registry, maxChecks: 1 });
    const failing = (await lines(registry, 'health_check_status')).filter((line) => line.includes('"fail"'));
    expect(failing).toEqual([
      'health_check_status{health_check_name="a",health_check_state="fail"} 1',
      'health_check_status{health_check_name="_OTHER",health_check_state="fail"} 2',
    ]);
  });

  it('ends, and leaves the registry as it was', async () => {
    const registry = new Registry();
    const end = instrumentHealth(createHealth({ logger: false }), { registry });
    end();
    expect(registry.getMetricsAsArray()).toEqual([]);
    instrumentHealth(createHealth({ logger: false }), { registry });
  });

  it.each<[readonly unknown[], string]>([
    [[{}], 'health is {}; allowed: the health that createHealth() returned'],
    [[createHealth({ logger: false }), { register: 1 }], '"register"'],
    [[createHealth({ logger: false }), { registry: 1 }], 'registry is 1; allowed: a Registry of prom-client'],
    [[createHealth({ logger: false }), { maxChecks: 0 }], 'maxChecks is 0; allowed: a whole number from 1 to 10000'],
  ])('refuses %j', (given, message) => {
    // What a caller without types may write.
    expect(() => Reflect.apply(instrumentHealth, undefined, given)).toThrow(message);
  });

  it('says so where the registry measures a health already', () => {
    const registry = new Registry();
    instrumentHealth(createHealth({ logger: false }), { registry });
    expect(() => instrumentHealth(createHealth({ logger: false }), { registry })).toThrow(
      'the registry has a metric "health_check_status" already; allowed: one health per registry',
    );
  });
});

it('instrumentShutdown ends, and refuses what is none', () => {
  const registry = new Registry();
  instrumentShutdown({ phase: 'running', subscribe: () => () => {} }, { registry })();
  expect(registry.getMetricsAsArray()).toEqual([]);
  expect(() => Reflect.apply(instrumentShutdown, undefined, [{}])).toThrow(
    'the shutdown that gracefulShutdown() returned',
  );
});
