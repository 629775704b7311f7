import { createServer } from 'node:http';
import health from '@cloudnative/health-connect';
import express from 'express';
import { expressRoutes, listen, urls } from './app.mjs';

/** @cloudnative/health-connect as its README sets it up. @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port, shutdown }) {
  const healthcheck = new health.HealthChecker();
  for (const { name, run } of checks) healthcheck.registerReadinessCheck(new health.ReadinessCheck(name, run));
  const app = express();
  app.use('/live', health.LivenessEndpoint(healthcheck));
  app.use('/ready', health.ReadinessEndpoint(healthcheck));
  expressRoutes(app);
  const server = createServer(app);
  if (shutdown) {
    const close = () => new Promise((resolve) => server.close(() => resolve(undefined)));
    healthcheck.registerShutdownCheck(new health.ShutdownCheck('server', close));
  }
  return urls(await listen(server, port), { live: '/live', ready: '/ready' });
}
