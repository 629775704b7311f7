import type { Host } from '../host.ts';

export default {
  title: 'hapi',
  versions: { 21: ['@probez/node', '@hapi/hapi@21'] },
  files: () => ({
    'app.mjs': `
import Hapi from '@hapi/hapi';
import { answerTo, createHandler, createHealth, gracefulShutdown, writeAnswer } from '@probez/node';
import { answer, drain, ping, port } from './control.mjs';

const health = createHealth({ checks: [ping] });
health.start();
const handler = createHandler(health);
const server = Hapi.server({ port });
server.ext('onRequest', ({ raw }, h) => {
  const probe = answerTo(handler, raw.req);
  if (probe === undefined) return h.continue;
  writeAnswer(raw.res, probe);
  return h.abandon;
});
server.route({ method: 'GET', path: '/{path*}', handler: (request) => answer(request.path) });
await server.start();
gracefulShutdown(server, { health, ...drain });
`,
  }),
} satisfies Host;
