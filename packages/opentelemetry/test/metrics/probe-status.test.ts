import { manualCheck } from '@probez/core';
import { describe, expect, it } from 'vitest';
import { instrumentHealth } from '../../src/index.ts';
import { createMetrics, createTestHealth } from '../support.ts';

describe('health_probe.status', () => {
  it('has a series per probe and state, 1 for what the probe would answer', async () => {
    const db = manualCheck({ name: 'db', shared: true });
    const boot = manualCheck({ name: 'boot', probes: 'startup', initial: 'fail' });
    const { health } = createTestHealth({ checks: [db, boot] });
    const metrics = createMetrics();
    instrumentHealth(health, { meterProvider: metrics.provider });
    expect(Object.keys(await metrics.series('health_probe.status'))).toHaveLength(12);
    await health.start();
    const current = () => metrics.current('health_probe.status');
    expect(await current()).toEqual({
      'name=liveness state=pass': 1,
      'name=readiness state=fail': 1,
      'name=startup state=fail': 1,
    });
    boot.pass();
    expect(await current()).toMatchObject({ 'name=readiness state=pass': 1, 'name=startup state=pass': 1 });
    db.fail('gone');
    expect(await current()).toMatchObject({ 'name=readiness state=warn': 1 });
    health.drain();
    expect(await current()).toEqual({
      'name=liveness state=pass': 1,
      'name=readiness state=fail': 1,
      'name=startup state=pass': 1,
    });
    await health.stop();
  });
});
