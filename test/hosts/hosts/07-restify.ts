import { type Host, nodeLine } from '../host.ts';

export default {
  title: 'restify',
  versions: { 11: ['@probez/express', 'restify@11'], 12: ['@probez/express', 'restify@12'] },
  on: (runtime, version) => {
    const line = nodeLine(runtime);
    return line !== undefined && (version === '11' ? line < 22 : line >= 22);
  },
  files: () => ({
    'app.mjs': `
import { createHealth, gracefulShutdown, probes } from '@probez/express';
import restify from 'restify';
import { answer, drain, ping, port } from './control.mjs';

const health = createHealth({ checks: [ping] });
health.start();
const server = restify.createServer();
server.pre(probes(health));
server.get('/*', (request, response, next) => {
  answer(request.path()).then((text) => {
    response.sendRaw(text);
    next();
  });
});
server.listen(port);
gracefulShutdown(server, { health, ...drain });
`,
  }),
} satisfies Host;
