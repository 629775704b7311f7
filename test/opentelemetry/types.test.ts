import { FastifyOtelInstrumentation } from '@fastify/otel';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { createHealth, gracefulShutdown } from '@probez/node';
import { ignoreProbes, instrumentHealth, instrumentShutdown, type MeasurableShutdown } from '@probez/opentelemetry';
import fastify, { LogController } from 'fastify';
import type { Middleware } from 'koa';
import logger from 'koa-logger';
import morgan from 'morgan';
import { pinoHttp } from 'pino-http';
import { describe, expect, it } from 'vitest';

// The compiler is the judge here: nothing is cast, so every line must fit the types of the package it is for.
describe('the types of the packages that it is for', () => {
  const ignore = ignoreProbes();

  it('instrumentations', () => {
    expect(new HttpInstrumentation({ enabled: false, ignoreIncomingRequestHook: ignore }).isEnabled()).toBe(false);
    expect(new FastifyOtelInstrumentation({ enabled: false, ignorePaths: ignore }).isEnabled()).toBe(false);
  });

  it('access logs', async () => {
    expect(pinoHttp({ autoLogging: { ignore } })).toBeTypeOf('function');
    expect(morgan('tiny', { skip: ignore })).toBeTypeOf('function');
    const log = logger();
    const middleware: Middleware = (context, next) => (ignore(context) ? next() : log(context, next));
    expect(middleware).toBeTypeOf('function');
    const app = fastify({ logController: new LogController({ disableRequestLogging: ignore }) });
    await app.close();
  });

  it('the shutdown of @probez/node', () => {
    const health = createHealth({ logger: false });
    const shutdown = gracefulShutdown([], { health, signals: [], logger: false });
    const measurable: MeasurableShutdown = shutdown;
    instrumentShutdown(measurable)();
    instrumentHealth(health)();
    shutdown.dispose();
  });
});
