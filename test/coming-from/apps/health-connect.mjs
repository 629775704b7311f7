// npm install @cloudnative/health-connect express
import health from '@cloudnative/health-connect';
import express from 'express';
import { answer, port } from './answer.mjs';

const checker = new health.HealthChecker();
checker.registerShutdownCheck(
  new health.ShutdownCheck('server', () => new Promise((resolve) => server.close(resolve))),
);
const server = express()
  .use('/livez', health.LivenessEndpoint(checker))
  .use('/readyz', health.ReadinessEndpoint(checker))
  .get('/{*path}', answer)
  .listen(port);
