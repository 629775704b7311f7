import { type DiagLogger, diag, metrics as globalMetrics } from '@opentelemetry/api';
import { manualCheck, ProbezError } from '@probez/core';
import { afterEach, describe, expect, it } from 'vitest';
import { instrumentHealth } from '../src/index.ts';
import { createMetrics, createTestHealth } from './support.ts';

const warnings: string[] = [];
const logger: DiagLogger = {
  error: () => {},
  warn: (message) => void warnings.push(message),
  info: () => {},
  debug: () => {},
  verbose: () => {},
};

afterEach(() => {
  warnings.length = 0;
  diag.disable();
  globalMetrics.disable();
});

describe('instrumentHealth', () => {
  it('runs no check at collection, starts nothing and sets no timer', async () => {
    let runs = 0;
    const run = () => {
      runs += 1;
    };
    const { health, clock } = createTestHealth({ checks: [{ name: 'db', run }] });
    const metrics = createMetrics();
    instrumentHealth(health, { meterProvider: metrics.provider });
    for (let i = 0; i < 100; i += 1) await metrics.collect();
    expect({ runs, phase: health.phase, timers: clock.timers }).toEqual({ runs: 0, phase: 'idle', timers: 0 });
    await health.start();
    for (let i = 0; i < 100; i += 1) await metrics.collect();
    await health.stop();
    expect(runs).toBe(1);
  });

  it('does nothing without an SDK, and says so to whoever asks for diagnostics', async () => {
    diag.setLogger(logger);
    const { health } = createTestHealth({ checks: [{ name: 'db', run: () => false }] });
    const end = instrumentHealth(health, { spans: true });
    await health.start();
    health.drain();
    await health.stop();
    end();
    expect(warnings).toEqual([expect.stringContaining('no MeterProvider is registered')]);
  });

  it('takes the global providers unless told otherwise', async () => {
    diag.setLogger(logger);
    const metrics = createMetrics();
    globalMetrics.setGlobalMeterProvider(metrics.provider);
    const { health } = createTestHealth({ checks: [manualCheck({ name: 'db' })] });
    instrumentHealth(health);
    expect(await metrics.current('health_check.status')).toEqual({ 'name=db state=pass': 1 });
    expect(warnings).toEqual([]);
  });

  it('measures a health once, however often it is asked to, and again after it was ended', async () => {
    diag.setLogger(logger);
    const metrics = createMetrics();
    const { health } = createTestHealth({ checks: [{ name: 'db', run: () => {} }] });
    const end = instrumentHealth(health, { meterProvider: metrics.provider });
    const endOfNothing = instrumentHealth(health, { meterProvider: metrics.provider });
    expect(warnings).toEqual([expect.stringContaining('already instrumented')]);
    await health.refresh();
    endOfNothing();
    await health.refresh();
    expect(await metrics.points('health_check.duration')).toMatchObject([{ value: { count: 2 } }]);
    end();
    end();
    await health.refresh();
    expect(await metrics.points('health_check.duration')).toMatchObject([{ value: { count: 2 } }]);
    instrumentHealth(health, { meterProvider: metrics.provider });
    await health.refresh();
    expect(await metrics.points('health_check.duration')).toMatchObject([{ value: { count: 3 } }]);
  });

  it('puts its attributes on every measurement, so that two healths of one process stay apart', async () => {
    const metrics = createMetrics();
    for (const component of ['api', 'worker']) {
      const { health } = createTestHealth({ checks: [{ name: 'db', run: () => component === 'api' }] });
      instrumentHealth(health, { meterProvider: metrics.provider, attributes: { component } });
      await health.refresh();
    }
    expect(await metrics.current('health_check.status')).toEqual({
      'component=api name=db state=pass': 1,
      'component=worker name=db state=fail': 1,
    });
    const all = await metrics.collect();
    for (const [name, { dataPoints }] of all) {
      const seen = new Set(dataPoints.map(({ attributes }) => attributes.component));
      expect([name, seen]).toEqual([name, new Set(['api', 'worker'])]);
    }
    expect([...all.keys()].sort()).toEqual([
      'health_check.duration',
      'health_check.status',
      'health_check.transitions',
      'health_probe.status',
      'health_service.status',
    ]);
  });

  it('bounds every metric by maxChecks, however many names come and go, and says so once', async () => {
    diag.setLogger(logger);
    const metrics = createMetrics();
    const { health } = createTestHealth();
    instrumentHealth(health, { meterProvider: metrics.provider, maxChecks: 3 });
    await health.start();
    for (let i = 0; i < 50; i += 1) {
      const unregister = health.register({ name: `shard/${i}`, run: () => i % 2 === 0 });
      await health.refresh();
      await metrics.collect();
      unregister();
    }
    const sizes = Array.from(await metrics.collect(), ([name, { dataPoints }]) => [name, dataPoints.length]);
    expect(Object.fromEntries(sizes)).toMatchObject({
      'health_check.status': 16,
      'health_check.transitions': 16,
      'health_check.duration': 5,
    });
    expect(warnings).toEqual([expect.stringContaining('more than 3 check names: the metrics of "shard/3"')]);
    await health.stop();
  });

  it('collects 1,000 checks without harm', async () => {
    const metrics = createMetrics();
    const checks = Array.from({ length: 1_000 }, (_, i) => manualCheck({ name: `check ${i}` }));
    const { health } = createTestHealth({ checks });
    instrumentHealth(health, { meterProvider: metrics.provider });
    const current = await metrics.current('health_check.status');
    expect(Object.keys(current)).toHaveLength(251);
    expect(current['name=_OTHER state=pass']).toBe(750);
  });

  it.each([
    [{ spans: 'yes' }, 'spans is "yes"; allowed: true or false'],
    [{ childSpans: 1 }, 'childSpans is 1; allowed: true or false'],
    [{ maxChecks: 0 }, 'maxChecks is 0; allowed: a whole number from 1 to 10000'],
    [{ maxChecks: 2.5 }, 'maxChecks is 2.5; allowed: a whole number from 1 to 10000'],
    [{ maxChecks: 10_001 }, 'maxChecks is 10001; allowed: a whole number from 1 to 10000'],
    [{ attributes: ['a'] }, 'attributes is ["a"]; allowed: an object of attributes'],
    [{ attributes: null }, 'attributes is null; allowed: an object of attributes'],
    [{ meterProvider: {} }, 'meterProvider is {}; allowed: an OpenTelemetry provider with getMeter()'],
    [{ tracerProvider: null }, 'tracerProvider is null; allowed: an OpenTelemetry provider with getTracer()'],
    [{ meterprovider: 1 }, 'instrumentHealth: unknown option "meterprovider"; did you mean "meterProvider"?'],
    [null, 'the options object of instrumentHealth is null; allowed: an object'],
  ])('refuses %j', (options, message) => {
    const { health } = createTestHealth();
    const attempt = (): unknown => Reflect.apply(instrumentHealth, undefined, [health, options]);
    expect(attempt).toThrow(ProbezError);
    expect(attempt).toThrow(message);
  });

  it.each([[undefined], [null], [{}], ['health']])('refuses %j as a health', (health) => {
    expect(() => Reflect.apply(instrumentHealth, undefined, [health])).toThrow(
      /allowed: the health that createHealth\(\) returned/,
    );
  });
});
