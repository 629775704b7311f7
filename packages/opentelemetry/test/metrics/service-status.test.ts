import { describe, expect, it } from 'vitest';
import { instrumentHealth } from '../../src/index.ts';
import { createMetrics, createTestHealth } from '../support.ts';

describe('health_service.status', () => {
  it('goes from idle over running and draining to stopped', async () => {
    const { health } = createTestHealth();
    const metrics = createMetrics();
    instrumentHealth(health, { meterProvider: metrics.provider });
    const current = () => metrics.current('health_service.status');
    expect(await metrics.series('health_service.status')).toEqual({
      'state=idle': 1,
      'state=running': 0,
      'state=draining': 0,
      'state=stopped': 0,
    });
    await health.start();
    expect(await current()).toEqual({ 'state=running': 1 });
    health.drain('SIGTERM');
    expect(await current()).toEqual({ 'state=draining': 1 });
    await health.stop();
    expect(await current()).toEqual({ 'state=stopped': 1 });
  });
});
