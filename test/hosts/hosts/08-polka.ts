import type { Host } from '../host.ts';

export default {
  title: 'Polka',
  versions: { '0.5': ['@probez/express', 'polka@0.5'] },
  files: () => ({
    'app.mjs': `
import { createHealth, gracefulShutdown, probes } from '@probez/express';
import polka from 'polka';
import { answer, drain, ping, port } from './control.mjs';

const health = createHealth({ checks: [ping] });
health.start();
const app = polka();
app.use(probes(health));
app.get('*', async (request, response) => response.end(await answer(request.path)));
app.listen(port);
gracefulShutdown(app.server, { health, ...drain });
`,
  }),
} satisfies Host;
