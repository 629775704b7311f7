import { createServer } from 'node:http';
import express from 'express';
import { expressRoutes, listen, urls } from './app.mjs';

/** The app with no health endpoint at all. @param {import('./app.mjs').ServeOptions} options */
export async function serve({ port }) {
  const app = express();
  expressRoutes(app);
  return urls(await listen(createServer(app), port), { live: '/hello', ready: '/hello' });
}
