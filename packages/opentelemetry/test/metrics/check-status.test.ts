import { DataPointType } from '@opentelemetry/sdk-metrics';
import { heartbeatCheck, manualCheck } from '@probez/core';
import { describe, expect, it } from 'vitest';
import { instrumentHealth } from '../../src/index.ts';
import { createMetrics, createTestHealth } from '../support.ts';

describe('health_check.status', () => {
  it('is an up-down counter of unit 1 with a series per check and state', async () => {
    const { health } = createTestHealth({ checks: [manualCheck({ name: 'db' }), { name: 'mq', run: () => {} }] });
    const metrics = createMetrics();
    instrumentHealth(health, { meterProvider: metrics.provider });
    const metric = (await metrics.collect()).get('health_check.status');
    expect(metric).toMatchObject({ dataPointType: DataPointType.SUM, isMonotonic: false, descriptor: { unit: '1' } });
    expect(await metrics.series('health_check.status')).toEqual({
      'name=db state=pass': 1,
      'name=db state=warn': 0,
      'name=db state=fail': 0,
      'name=db state=unknown': 0,
      'name=mq state=pass': 0,
      'name=mq state=warn': 0,
      'name=mq state=fail': 0,
      'name=mq state=unknown': 1,
    });
  });

  it('is 1 for the current state only, through every change', async () => {
    const gate = manualCheck({ name: 'gate' });
    const { health } = createTestHealth({ checks: [gate] });
    const metrics = createMetrics();
    instrumentHealth(health, { meterProvider: metrics.provider });
    const changes = { warn: () => gate.warn('slow'), fail: () => gate.fail('gone'), pass: () => gate.pass() };
    for (const [state, change] of Object.entries(changes)) {
      change();
      expect(await metrics.current('health_check.status')).toEqual({ [`name=gate state=${state}`]: 1 });
    }
  });

  it('has the published state, thresholds applied, and not what critical makes of it', async () => {
    let broken = false;
    const run = () => !broken;
    const { health, clock } = createTestHealth({
      checks: [
        { name: 'patient', run, failureThreshold: 2 },
        { name: 'minor', run, critical: false },
      ],
    });
    const metrics = createMetrics();
    instrumentHealth(health, { meterProvider: metrics.provider });
    await health.start();
    broken = true;
    await clock.advance(10_000);
    const after = await metrics.current('health_check.status');
    await health.stop();
    expect(after).toEqual({ 'name=patient state=pass': 1, 'name=minor state=fail': 1 });
  });

  it('tells a stale check even while a blocked event loop expires nothing', async () => {
    const beat = heartbeatCheck({ name: 'consumer', staleAfterMs: 1_000 });
    const { health, clock } = createTestHealth({ checks: [beat] });
    const metrics = createMetrics();
    instrumentHealth(health, { meterProvider: metrics.provider });
    await health.start();
    beat.beat();
    const { now } = clock;
    // Time has passed, and no timer has fired.
    Object.assign(clock, { now: () => now() + 1_000 });
    expect(await metrics.current('health_check.status')).toEqual({ 'name=consumer state=fail': 1 });
    await health.stop();
  });

  it('falls to 0 in all states when the check is unregistered, because the exporter never forgets a series', async () => {
    const { health } = createTestHealth();
    const unregister = health.register(manualCheck({ name: 'shard/7', initial: 'fail' }));
    const metrics = createMetrics();
    instrumentHealth(health, { meterProvider: metrics.provider });
    expect(await metrics.current('health_check.status')).toEqual({ 'name=shard/7 state=fail': 1 });
    unregister();
    expect(Object.values(await metrics.series('health_check.status'))).toEqual([0, 0, 0, 0]);
  });

  it('adds up what is beyond maxChecks: a sum of up-down counters still means something', async () => {
    const initial = ['pass', 'fail', 'fail', 'warn', 'fail'] as const;
    const { health } = createTestHealth({
      checks: initial.map((state, i) => manualCheck({ name: `c${i}`, initial: state })),
    });
    const metrics = createMetrics();
    instrumentHealth(health, { meterProvider: metrics.provider, maxChecks: 2 });
    expect(await metrics.current('health_check.status')).toEqual({
      'name=c0 state=pass': 1,
      'name=c1 state=fail': 1,
      'name=_OTHER state=fail': 2,
      'name=_OTHER state=warn': 1,
    });
  });
});
