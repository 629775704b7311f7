import { DataPointType } from '@opentelemetry/sdk-metrics';
import { manualCheck } from '@probez/core';
import { describe, expect, it } from 'vitest';
import { instrumentHealth } from '../../src/index.ts';
import { createMetrics, createTestHealth } from '../support.ts';

describe('health_check.transitions', () => {
  it('is a counter of entries into a state, and every series begins with 0', async () => {
    const gate = manualCheck({ name: 'gate' });
    const { health } = createTestHealth({ checks: [gate] });
    const metrics = createMetrics();
    instrumentHealth(health, { meterProvider: metrics.provider });
    await health.start();
    const metric = (await metrics.collect()).get('health_check.transitions');
    expect(metric).toMatchObject({
      dataPointType: DataPointType.SUM,
      isMonotonic: true,
      descriptor: { unit: '{transition}' },
    });
    expect(await metrics.series('health_check.transitions')).toEqual({
      'name=gate state=pass': 0,
      'name=gate state=warn': 0,
      'name=gate state=fail': 0,
      'name=gate state=unknown': 0,
    });
    gate.fail('a');
    gate.fail('b');
    gate.pass();
    gate.fail('c');
    // Told at the end of the turn.
    await undefined;
    expect(await metrics.current('health_check.transitions')).toEqual({
      'name=gate state=pass': 1,
      'name=gate state=fail': 2,
    });
    await health.stop();
  });

  it('keeps counting when a check goes and comes back', async () => {
    const { health } = createTestHealth();
    const metrics = createMetrics();
    instrumentHealth(health, { meterProvider: metrics.provider });
    await health.start();
    for (let i = 0; i < 2; i += 1) {
      const gate = manualCheck({ name: 'gate' });
      const unregister = health.register(gate);
      gate.fail('gone');
      unregister();
    }
    await undefined;
    expect(await metrics.current('health_check.transitions')).toMatchObject({ 'name=gate state=fail': 2 });
    await health.stop();
  });
});
