// npm install @adonisjs/health express
import { HealthChecks, MemoryHeapCheck } from '@adonisjs/health';
import express from 'express';
import { answer, port } from './answer.mjs';

const checks = new HealthChecks().register([new MemoryHeapCheck().failWhenExceeds('4 gb')]);
const report = async (_request, response) => {
  const said = await checks.run();
  response.status(said.isHealthy ? 200 : 503).send(said);
};
express().get('/readyz', report).get('/livez', report).get('/{*path}', answer).listen(port);
