import { type Host, nodeLine } from '../host.ts';

export default {
  title: 'React Router, on Express',
  versions: {
    7: ['@probez/express', '@probez/fetch', 'react-router@7', '@react-router/dev@7', '@react-router/express@7', '@react-router/node@7', 'express@5', 'react@19', 'react-dom@19', 'isbot', 'vite@7'],
    8: ['@probez/express', '@probez/fetch', 'react-router@8', '@react-router/dev@8', '@react-router/express@8', '@react-router/node@8', 'express@5', 'react@19', 'react-dom@19', 'isbot', 'vite'],
  },
  on: (runtime, version) => (nodeLine(runtime) ?? 0) >= (version === '7' ? 20 : 22),
  build: [['npx', 'react-router', 'build']],
  start: ['server.mjs'],
  files: (version) => ({
    'vite.config.js': "import { reactRouter } from '@react-router/dev/vite'; export default { plugins: [reactRouter()] };",
    'react-router.config.js': `export default { ssr: true${version === '7' ? ', future: { v8_middleware: true }' : ''} };`,
    'app/routes.js': `
import { index, route } from '@react-router/dev/routes';
export default [index('app.jsx', { id: 'home' }), route('slow', 'app.jsx', { id: 'slow' }), route('release', 'app.jsx', { id: 'release' })];
`,
    'app/app.jsx': `
import { respond } from '../control.mjs';
export const loader = ({ request }) => respond(request);
`,
    'app/health.js': `
import { createHealth } from '@probez/fetch';
import { ping } from '../control.mjs';
export const health = (globalThis.health ??= createHealth({ checks: [ping] }));
`,
    'app/root.jsx': `
import { middleware as probesMiddleware } from '@probez/fetch';
import { Outlet } from 'react-router';
import { health } from './health.js';

export const middleware = [probesMiddleware(health)];
export default () => <html><body><Outlet /></body></html>;
`,
    'server.mjs': `
import { gracefulShutdown } from '@probez/express';
import { createRequestHandler } from '@react-router/express';
import express from 'express';
import * as build from './build/server/index.js';
import { drain, port } from './control.mjs';

globalThis.health.start();
const app = express();
app.use(createRequestHandler({ build }));
gracefulShutdown(app.listen(port), { health: globalThis.health, ...drain });
`,
  }),
} satisfies Host;
