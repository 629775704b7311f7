import { postgresCheck } from '@probez/checks';
import { createHealth, probes } from '@probez/node';

/** The app and its health. Nothing is started or opened here, so that a test can build it around a pool of its own. */
export function createApp(pool, options = {}) {
  // All replicas use this database: while it is down, taking every one of them out of service would help nobody.
  const health = createHealth({ checks: [postgresCheck(pool, { shared: true })], ...options });

  async function answer(_request, response) {
    const { rows } = await pool.query('select now() as now');
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(rows[0]));
  }

  function fallback(request, response) {
    answer(request, response).catch((error) => {
      console.error(error);
      response.writeHead(500).end();
    });
  }

  return { app: probes(health, { fallback }), health };
}
