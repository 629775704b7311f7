import { createServer } from 'node:http';
import express from 'express';
import { probez } from '../lib/probez.mjs';
import { expressRoutes, listen, urls } from './app.mjs';

/** With the status page, and one check that changes ten times a second. @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port }) {
  const { createHealth, probes } = await probez('express');
  const { statusPage } = await probez('status-page');
  const flapping = {
    name: 'flapping',
    attach(push) {
      let up = true;
      setInterval(() => {
        up = !up;
        push(up);
      }, 100);
    },
  };
  const health = createHealth({ checks: [...checks, flapping], logger: false });
  const app = express();
  app.use(probes(health)).use(statusPage(health));
  expressRoutes(app);
  const base = await listen(createServer(app), port);
  await health.start();
  return urls(base, { live: '/livez', ready: '/readyz' });
}
