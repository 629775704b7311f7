import { DataPointType } from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import { instrumentHealth } from '../../src/index.ts';
import { createMetrics, createTestHealth, labels } from '../support.ts';

/** A clock-driven health whose check takes `ms` and then does what `then` says. */
async function run(ms: number, then: () => unknown) {
  const metrics = createMetrics();
  const { health, clock } = createTestHealth({
    checks: [
      {
        name: 'db',
        run: async () => {
          await new Promise<void>((resolve) => void clock.setTimer(ms, resolve));
          return then();
        },
      },
    ],
  });
  instrumentHealth(health, { meterProvider: metrics.provider });
  void health.start();
  await clock.advance(3_000);
  const metric = (await metrics.collect()).get('health_check.duration');
  await health.stop();
  return metric;
}

const fail = (): never => {
  throw new Error('connection refused');
};

describe('health_check.duration', () => {
  it('is a histogram in seconds with edges that suit checks', async () => {
    const metric = await run(25, () => true);
    expect(metric).toMatchObject({ dataPointType: DataPointType.HISTOGRAM, descriptor: { unit: 's' } });
    expect(metric?.dataPoints).toMatchObject([
      { value: { sum: 0.025, count: 1, buckets: { boundaries: expect.arrayContaining([0.001, 0.1, 2, 30]) } } },
    ]);
  });

  it.each([
    ['a pass', 10, () => true, 'name=db', 0.01],
    ['a warning', 20, () => ({ status: 'warn', reason: 'slow' }), 'name=db', 0.02],
    ['a failure', 1_500, fail, 'name=db error.type=fail', 1.5],
    ['a time-out', 2_500, () => true, 'name=db error.type=timeout', 2],
  ])('%s', async (_, ms, then, expected, seconds) => {
    const points = (await run(ms, then))?.dataPoints ?? [];
    expect(points.map(({ attributes, value }) => [labels(attributes), value])).toEqual([
      [expected, expect.objectContaining({ sum: seconds, count: 1 })],
    ]);
  });
});
