import { describe, expect, it } from 'vitest';
import { instrumentShutdown, type MeasurableShutdown } from '../src/index.ts';
import { createMetrics, labels } from './support.ts';

function createFakeShutdown() {
  const listeners = new Set<Parameters<MeasurableShutdown['subscribe']>[0]>();
  const shutdown = {
    phase: 'running',
    subscribe(listener: Parameters<MeasurableShutdown['subscribe']>[0]) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return {
    shutdown,
    listeners,
    enter(phase: string, durationMs: number) {
      const from = shutdown.phase;
      shutdown.phase = phase;
      for (const listener of listeners) listener({ type: 'phase', from, durationMs });
    },
  };
}

describe('instrumentShutdown', () => {
  it('tells the phase, and how long each took', async () => {
    const { shutdown, enter, listeners } = createFakeShutdown();
    const metrics = createMetrics();
    const end = instrumentShutdown(shutdown, { meterProvider: metrics.provider, attributes: { app: 'orders' } });
    expect(await metrics.series('health_shutdown.status')).toEqual({
      'app=orders phase=running': 1,
      'app=orders phase=draining': 0,
      'app=orders phase=closing': 0,
      'app=orders phase=closed': 0,
      'app=orders phase=exited': 0,
    });
    enter('draining', 0);
    for (const listener of listeners) listener({ type: 'hook', durationMs: 5 });
    expect(await metrics.current('health_shutdown.status')).toEqual({ 'app=orders phase=draining': 1 });
    enter('closing', 10_000);
    enter('closed', 250);
    const points = await metrics.points('health_shutdown.duration');
    expect(points.map(({ attributes, value }) => [labels(attributes), value])).toEqual([
      ['app=orders phase=draining', expect.objectContaining({ sum: 10, count: 1 })],
      ['app=orders phase=closing', expect.objectContaining({ sum: 0.25, count: 1 })],
    ]);
    end();
    expect(listeners.size).toBe(0);
  });

  it.each([
    [[null], 'shutdown is null; allowed: the shutdown that gracefulShutdown() returned'],
    [
      [{ subscribe() {} }],
      'shutdown is { subscribe: a function }; allowed: the shutdown that gracefulShutdown() returned',
    ],
    [[createFakeShutdown().shutdown, { spans: true }], 'instrumentShutdown: unknown option "spans"'],
    [[createFakeShutdown().shutdown, { meterProvider: 1 }], 'meterProvider is 1; allowed: an OpenTelemetry provider'],
    [[createFakeShutdown().shutdown, { attributes: [] }], 'attributes is []; allowed: an object of attributes'],
  ])('refuses %j', (args, message) => {
    expect(() => Reflect.apply(instrumentShutdown, undefined, args)).toThrow(message);
  });
});
