import type { Host } from '../host.ts';

export default {
  title: 'Koa',
  versions: { 2: ['@probez/koa', 'koa@2'], 3: ['@probez/koa', 'koa@3'] },
  files: () => ({
    'app.mjs': `
import { createHealth, gracefulShutdown, probes } from '@probez/koa';
import Koa from 'koa';
import { answer, drain, ping, port } from './control.mjs';

const health = createHealth({ checks: [ping] });
health.start();
const app = new Koa();
app.use(probes(health));
app.use(async (context) => {
  context.body = await answer(context.path);
});
gracefulShutdown(app.listen(port), { health, ...drain });
`,
  }),
} satisfies Host;
