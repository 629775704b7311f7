import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Health } from '@probez/express';
import { instrumentHealth, instrumentShutdown, type MeasurableShutdown } from '@probez/prometheus';
import { Counter, collectDefaultMetrics, Registry } from 'prom-client';

/** `/metrics`: what Node, the probes, the drain and the requests are up to. */
export interface Metrics {
  readonly contentType: string;
  count(request: IncomingMessage, response: ServerResponse): void;
  text(): Promise<string>;
  shutdown(shutdown: MeasurableShutdown): void;
}

const METHODS = /^(?:GET|HEAD|POST)$/;

export function createMetrics(health: Health): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  instrumentHealth(health, { registry });
  const requests = new Counter({
    name: 'demoapp_requests_total',
    help: 'Requests on the port of the app, probes among them, by the status of their answer.',
    labelNames: ['method', 'status'],
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    count({ method = '' }, response) {
      response.once('finish', () =>
        requests.inc({ method: METHODS.test(method) ? method : 'other', status: response.statusCode }),
      );
    },
    text: () => registry.metrics(),
    shutdown: (shutdown) => {
      instrumentShutdown(shutdown, { registry });
    },
  };
}
