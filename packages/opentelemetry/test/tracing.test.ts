import { context, diag, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { isTracingSuppressed, W3CTraceContextPropagator } from '@opentelemetry/core';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { CheckOutcome } from '@probez/core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type InstrumentOptions, instrumentHealth } from '../src/index.ts';
import { createTestHealth } from './support.ts';

const exporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const tracer = tracerProvider.getTracer('a driver');

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
afterEach(() => exporter.reset());
afterAll(() => {
  context.disable();
  propagation.disable();
});

const spans = () =>
  exporter.getFinishedSpans().map(({ name, kind, status, attributes, parentSpanContext }) => ({
    name,
    kind,
    status,
    attributes,
    parent: exporter.getFinishedSpans().find((span) => span.spanContext().spanId === parentSpanContext?.spanId)?.name,
    orphan: parentSpanContext === undefined,
  }));

/** A check that does what an instrumented driver does, before and after it waits. */
async function query(): Promise<{ readonly suppressed: boolean; readonly carrier: object }> {
  const carrier = {};
  tracer.startActiveSpan('connect', (span) => {
    propagation.inject(context.active(), carrier);
    span.end();
  });
  await new Promise((resolve) => setImmediate(resolve));
  tracer.startSpan('query').end();
  return { suppressed: isTracingSuppressed(context.active()), carrier };
}

async function runOnce(options: InstrumentOptions, run: () => CheckOutcome): Promise<void> {
  const { health } = createTestHealth({ checks: [{ name: 'db', run }] });
  const end = instrumentHealth(health, { tracerProvider, ...options });
  // Somebody's request starts the health: it must not become the parent of all runs.
  await tracer.startActiveSpan('request', async (request) => {
    await health.refresh();
    request.end();
  });
  end();
}

describe('tracing of check runs', () => {
  it('is suppressed by default, in the drivers too, and nothing is propagated', async () => {
    let seen: unknown;
    await runOnce({}, async () => {
      seen = await query();
    });
    expect(spans().map(({ name }) => name)).toEqual(['request']);
    expect(seen).toEqual({ suppressed: true, carrier: {} });
  });

  it('has a span per run when asked, a trace of its own, and still none of the drivers', async () => {
    await runOnce({ spans: true }, query);
    expect(spans().filter(({ name }) => name !== 'request')).toEqual([
      {
        name: 'health_check db',
        kind: SpanKind.INTERNAL,
        status: { code: SpanStatusCode.UNSET },
        attributes: { 'health_check.name': 'db', 'health_check.state': 'pass' },
        parent: undefined,
        orphan: true,
      },
    ]);
  });

  it('has the drivers below it when asked for those as well', async () => {
    await runOnce({ spans: true, childSpans: true }, query);
    expect(spans().map(({ name, parent }) => [name, parent])).toEqual([
      ['connect', 'health_check db'],
      ['query', 'health_check db'],
      ['health_check db', undefined],
      ['request', undefined],
    ]);
  });

  it('leaves the drivers alone without spans of its own, and without the request that started it as a parent', async () => {
    await runOnce({ childSpans: true }, query);
    expect(spans().map(({ name, orphan }) => [name, orphan])).toEqual([
      ['connect', true],
      ['query', true],
      ['request', true],
    ]);
  });

  it.each([
    [
      'a warning',
      () => ({ status: 'warn', reason: 'slow' }),
      { code: SpanStatusCode.UNSET },
      { 'health_check.state': 'warn' },
    ],
    [
      'a throw, redacted',
      () => {
        throw new Error('no connection to postgres://app:hunter2@db/orders');
      },
      { code: SpanStatusCode.ERROR, message: expect.stringMatching(/^no connection to postgres:\/\/(?!.*hunter2)/) },
      { 'health_check.state': 'fail', 'error.type': 'fail' },
    ],
    [
      'false',
      () => false,
      { code: SpanStatusCode.ERROR, message: 'the check returned false' },
      { 'health_check.state': 'fail', 'error.type': 'fail' },
    ],
  ])('says of %s what the health says', async (_, run, status, attributes) => {
    await runOnce({ spans: true }, run);
    expect(spans()[0]).toMatchObject({ status, attributes: { 'health_check.name': 'db', ...attributes } });
  });

  it('ends the span of a run that hangs with the time-out, and only once', async () => {
    let release = (): void => {};
    const hang = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { health, clock } = createTestHealth({
      checks: [{ name: 'db', timeoutMs: 100, run: () => hang }],
    });
    const end = instrumentHealth(health, { tracerProvider, spans: true });
    const complaints: string[] = [];
    const complain = (message: string) => void complaints.push(message);
    diag.setLogger({ error: complain, warn: complain, info: () => {}, debug: () => {}, verbose: () => {} });
    void health.start();
    await clock.advance(100);
    expect(spans()).toMatchObject([
      {
        status: { code: SpanStatusCode.ERROR, message: 'timed out after 100 ms' },
        attributes: { 'error.type': 'timeout', 'health_check.state': 'fail' },
      },
    ]);
    release();
    await clock.settle();
    expect(spans()).toHaveLength(1);
    // The SDK complains of a span that is touched after its end.
    expect(complaints).toEqual([]);
    diag.disable();
    await health.stop();
    end();
  });

  it('changes nothing for the check: what it returns and throws reaches the health', async () => {
    for (const spansToo of [false, true]) {
      const { health } = createTestHealth({
        checks: [
          { name: 'value', run: () => ({ status: 'warn', reason: 'slow', observedValue: 7 }) },
          { name: 'throw', run: () => Promise.reject(new Error('refused')) },
        ],
      });
      const end = instrumentHealth(health, { tracerProvider, spans: spansToo });
      expect((await health.refresh()).checks).toMatchObject([
        { status: 'warn', reason: 'slow', observedValue: 7 },
        { status: 'fail', reason: 'refused' },
      ]);
      end();
    }
  });

  it('ends with the instrumentation', async () => {
    const { health } = createTestHealth({ checks: [{ name: 'db', run: () => tracer.startSpan('query').end() }] });
    instrumentHealth(health, { tracerProvider, spans: true })();
    await health.refresh();
    expect(spans().map(({ name }) => name)).toEqual(['query']);
  });

  it('works where no context manager is registered', async () => {
    context.disable();
    await runOnce({ spans: true }, () => true);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    expect(spans().map(({ name }) => name)).toContain('health_check db');
    expect(trace.getSpan(context.active())).toBeUndefined();
  });
});
