import type { Attributes, Meter } from '@opentelemetry/api';
import type { Health } from '@probez/core';
import type { Names } from '../names.ts';

/** What a metric is made from. */
export interface MetricSource {
  readonly health: Health;
  readonly meter: Meter;
  /** On every measurement. */
  readonly attributes: Attributes;
  readonly names: Names;
}

/** Begins to measure; the returned function ends it. No metric runs a check: it hears of runs, or reads the snapshot. */
export type Metric = (source: MetricSource) => () => void;

/** The part of a shutdown that `instrumentShutdown` needs; `gracefulShutdown` of `@probez/node` returns one. */
export interface MeasurableShutdown {
  readonly phase: string;
  subscribe(
    listener: (event: { readonly type: string; readonly from?: string; readonly durationMs: number }) => void,
  ): () => void;
}

/** What a metric of a shutdown is made from. */
export interface ShutdownMetricSource {
  readonly shutdown: MeasurableShutdown;
  readonly meter: Meter;
  /** On every measurement. */
  readonly attributes: Attributes;
}

/** Begins to measure a shutdown; the returned function ends it. */
export type ShutdownMetric = (source: ShutdownMetricSource) => () => void;
