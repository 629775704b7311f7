import { createServer } from 'node:http';
import { probes } from '@probez/express';
import express from 'express';
import type { Framework } from './framework.ts';

export const expressApp: Framework = async ({ health, probeOptions, before, pages }) => {
  const app = express();
  app.disable('x-powered-by');
  app.use(async (request, response, next) => {
    if (!(await before(request, response))) next();
  });
  app.use(probes(health, probeOptions));
  app.use(pages);
  const server = createServer(app);
  return { server, target: server };
};
