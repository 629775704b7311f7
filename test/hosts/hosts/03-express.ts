import type { Host } from '../host.ts';

export default {
  title: 'Express',
  versions: { 4: ['@probez/express', 'express@4'], 5: ['@probez/express', 'express@5'] },
  files: () => ({
    'app.mjs': `
import { createHealth, gracefulShutdown, probes } from '@probez/express';
import express from 'express';
import { answer, drain, ping, port } from './control.mjs';

const health = createHealth({ checks: [ping] });
health.start();
const app = express();
app.use(probes(health));
app.use(async (request, response) => void response.send(await answer(request.path)));
gracefulShutdown(app.listen(port), { health, ...drain });
`,
  }),
} satisfies Host;
