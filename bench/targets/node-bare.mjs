import { createServer } from 'node:http';
import { listen, nodeApp, urls } from './app.mjs';

/** The app with no health endpoint at all. @param {import('./app.mjs').ServeOptions} options */
export async function serve({ port }) {
  return urls(await listen(createServer(nodeApp), port), { live: '/hello', ready: '/hello' });
}
