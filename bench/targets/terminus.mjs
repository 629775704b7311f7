import { createTerminus } from '@godaddy/terminus';
import { runAll } from './app.mjs';

/**
 * @godaddy/terminus as its README sets it up, with its section on Kubernetes where a shutdown is wanted.
 * @param {import('node:http').Server} server
 * @param {readonly import('./app.mjs').Check[]} checks
 * @param {boolean} [shutdown]
 */
export function addTerminus(server, checks, shutdown = false) {
  createTerminus(server, {
    healthChecks: {
      '/livez': () => Promise.resolve(),
      '/readyz': () => runAll(checks).then(() => undefined),
    },
    ...(shutdown ? { beforeShutdown: () => new Promise((resolve) => setTimeout(resolve, 5000)), useExit0: true } : {}),
  });
}
