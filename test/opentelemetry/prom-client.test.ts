import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { createHealth, manualCheck } from '@probez/core';
import { instrumentHealth, instrumentShutdown } from '@probez/opentelemetry';
import {
  type MeasurableShutdown,
  instrumentHealth as promHealth,
  instrumentShutdown as promShutdown,
} from '@probez/prometheus';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';

class Reader extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

/** The series of an exposition, without what only the OpenTelemetry exporter adds, and without the values of durations. */
function series(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('target_info'))
    .map((line) =>
      line
        .replace(/,?otel_scope_\w+="[^"]*"/g, '')
        .replace('{,', '{')
        .replace(/le="\+Inf"/, 'le="Inf"'),
    )
    .map((line) => (/_duration\w*(_bucket|_sum)/.test(line) ? line.replace(/ \S+$/, '') : line))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})?(.*)$/.exec(line) ?? [];
      return `${name}{${
        labels
          .match(/\w+="(?:[^"\\]|\\.)*"/g)
          ?.sort()
          .join(',') ?? ''
      }}${value}`;
    })
    .sort();
}

const types = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('# TYPE') && !line.includes('target_info'))
    .sort();

describe('prom-client shows what Prometheus makes of the OpenTelemetry metrics', () => {
  it('series by series', async () => {
    const manual = manualCheck({ name: 'billing "eu"\\' });
    const health = createHealth({
      logger: false,
      checks: [{ name: 'postgres', run: () => true }, { name: 'redis', run: () => false }, manual],
    });
    const listeners: Parameters<MeasurableShutdown['subscribe']>[0][] = [];
    const shutdown: MeasurableShutdown = {
      phase: 'draining',
      subscribe(listener) {
        listeners.push(listener);
        return () => {};
      },
    };
    const reader = new Reader();
    const meterProvider = new MeterProvider({ readers: [reader] });
    instrumentHealth(health, { meterProvider });
    instrumentShutdown(shutdown, { meterProvider });
    const registry = new Registry();
    promHealth(health, { registry });
    promShutdown(shutdown, { registry });
    await health.start();
    manual.fail('late');
    manual.pass();
    // Told at the end of the turn.
    await undefined;
    for (const hear of listeners) hear({ type: 'phase', from: 'draining', durationMs: 100 });
    const { resourceMetrics } = await reader.collect();
    const expected = new PrometheusSerializer().serialize(resourceMetrics);
    const actual = await registry.metrics();
    expect(series(actual)).toEqual(series(expected));
    expect(types(actual)).toEqual(types(expected));
    await health.stop();
  });
});
