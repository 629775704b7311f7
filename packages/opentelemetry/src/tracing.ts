import {
  type Attributes,
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Health } from '@probez/core';
import { type NormalResult, normalizeError, normalizeOutcome } from '@probez/core/internal';
import { CHECK_NAME, CHECK_STATE, ERROR_TYPE } from './attributes.ts';
import { suppressTracing } from './suppress.ts';

export interface TracingSource {
  readonly health: Health;
  readonly tracer: Tracer;
  readonly attributes: Attributes;
  readonly spans: boolean;
  readonly childSpans: boolean;
}

/**
 * Decides what of a check's run is traced. Every run begins from the root context: the request that happened to start the
 * health is not the parent of all runs to come.
 */
export function traceRuns(source: TracingSource): () => void {
  const inside = (parent: Context): Context => (source.childSpans ? parent : suppressTracing(parent));
  if (!source.spans) return source.health.wrapRuns((run) => context.with(inside(ROOT_CONTEXT), run));
  return traceWithSpans(source, inside);
}

function traceWithSpans(
  { health, tracer, attributes }: TracingSource,
  inside: (parent: Context) => Context,
): () => void {
  const open = new Map<string, Span>();
  const endWrapping = health.wrapRuns(async (run, { name }) => {
    const span = tracer.startSpan(
      `health_check ${name}`,
      { kind: SpanKind.INTERNAL, attributes: { ...attributes, [CHECK_NAME]: name } },
      ROOT_CONTEXT,
    );
    open.set(name, span);
    try {
      const value = await context.with(inside(trace.setSpan(ROOT_CONTEXT, span)), run);
      endSpan(span, normalizeOutcome(value));
      return value;
    } catch (error) {
      endSpan(span, normalizeError(error));
      throw error;
    } finally {
      if (open.get(name) === span) open.delete(name);
    }
  });
  // A run that hangs never settles, and a span that never ends is never exported: this one ends with the timeout.
  const unsubscribe = health.subscribeRuns(({ name, outcome, reason }) => {
    const span = open.get(name);
    if (outcome === 'timeout' && span !== undefined) endSpan(span, { status: 'fail', reason }, 'timeout');
  });
  return () => {
    endWrapping();
    unsubscribe();
  };
}

function endSpan(span: Span, { status, reason = '' }: NormalResult, errorType = 'fail'): void {
  // Ended by the timeout already, or not sampled.
  if (!span.isRecording()) return;
  span.setAttribute(CHECK_STATE, status);
  if (status === 'fail') {
    span.setAttribute(ERROR_TYPE, errorType);
    span.setStatus({ code: SpanStatusCode.ERROR, message: reason });
  }
  span.end();
}
