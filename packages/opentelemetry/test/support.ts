import { type DataPoint, MeterProvider, type MetricData, MetricReader } from '@opentelemetry/sdk-metrics';
import { createHealth, type Health, type HealthOptions } from '@probez/core';
import { createFakeClock, type FakeClock } from '@probez/core/testing';

/** A reader of the real SDK that collects when it is told to. */
class OnDemandReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** Values by attributes: `{ 'name=db state=fail': 1 }`. */
export type Series = Readonly<Record<string, number>>;

/** The real SDK with one reader. */
export function createMetrics() {
  const reader = new OnDemandReader();
  const provider = new MeterProvider({ readers: [reader] });

  async function collect(): Promise<ReadonlyMap<string, MetricData>> {
    const { resourceMetrics, errors } = await reader.collect();
    if (errors.length > 0) throw new AggregateError(errors);
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    return new Map(metrics.map((metric) => [metric.descriptor.name, metric]));
  }

  async function points(metric: string): Promise<readonly DataPoint<unknown>[]> {
    return (await collect()).get(metric)?.dataPoints ?? [];
  }

  async function series(metric: string): Promise<Series> {
    return Object.fromEntries(
      (await points(metric)).map(({ attributes, value }) => [labels(attributes), Number(value)]),
    );
  }

  return {
    provider,
    collect,
    points,
    /** The metric's series with their values. */
    series,
    /** The series that are not 0. */
    async current(metric: string): Promise<Series> {
      return Object.fromEntries(Object.entries(await series(metric)).filter(([, value]) => value !== 0));
    },
  };
}

/** `{ 'health_check.name': 'db', 'health_check.state': 'fail' }` as `name=db state=fail`. */
export function labels(attributes: object): string {
  return Object.entries(attributes)
    .map(([key, value]) => `${key.replace(/^health_\w+\./, '')}=${value}`)
    .join(' ');
}

/** A health on a clock that stands still. */
export function createTestHealth(options: HealthOptions = {}): { readonly health: Health; readonly clock: FakeClock } {
  const clock = createFakeClock();
  return { health: createHealth({ logger: false, clock, ...options }), clock };
}
