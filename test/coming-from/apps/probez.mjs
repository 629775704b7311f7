// npm install @probez/express express
import { createHealth, gracefulShutdown, probes } from '@probez/express';
import express from 'express';
import { answer, port } from './answer.mjs';

const health = createHealth();
health.start();
const app = express().use(probes(health)).get('/{*path}', answer);
gracefulShutdown(app.listen(port), { health });
