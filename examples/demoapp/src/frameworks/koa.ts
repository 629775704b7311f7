import { createServer } from 'node:http';
import { probes } from '@probez/koa';
import Koa from 'koa';
import type { Framework } from './framework.ts';

export const koaApp: Framework = async ({ health, probeOptions, before, pages }) => {
  const app = new Koa();
  app.use(async (context, next) => {
    if (!(await before(context.req, context.res))) return next();
    context.respond = false;
  });
  app.use(probes(health, probeOptions));
  app.use((context) => {
    context.respond = false;
    pages(context.req, context.res);
  });
  const server = createServer(app.callback());
  return { server, target: server };
};
