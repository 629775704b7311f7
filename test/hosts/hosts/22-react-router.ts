import { type Host, nodeLine } from '../host.ts';

/** Its packages name one version of each other, and are not always all there in the newest one. */
const packages = (version: string) =>
  ['react-router', '@react-router/dev', '@react-router/express', '@react-router/node'].map(
    (name) => `${name}@${version}`,
  );

export default {
  title: 'React Router',
  versions: {
    '7 on Express': [
      ...packages('7.18.4'),
      '@probez/express',
      '@probez/fetch',
      'express@5',
      'react@19',
      'react-dom@19',
      'isbot',
      'vite@7',
    ],
    '8 on Express': [
      ...packages('8.4.0'),
      '@probez/express',
      '@probez/fetch',
      'express@5',
      'react@19',
      'react-dom@19',
      'isbot',
      'vite',
    ],
  },
  on: (runtime, version) => (nodeLine(runtime) ?? 0) >= (version.startsWith('7') ? 20 : 22),
  build: [['npx', 'react-router', 'build']],
  start: ['server.mjs'],
  files: () => ({
    'vite.config.js':
      "import { reactRouter } from '@react-router/dev/vite'; export default { plugins: [reactRouter()] };",
    'react-router.config.js': 'export default { ssr: true };',
    'app/routes.js': `
import { index, route } from '@react-router/dev/routes';
export default [
  ...['livez', 'readyz', 'startupz'].map((path) => route(path + '/*', 'probes.js', { id: path })),
  index('app.jsx', { id: 'home' }),
  route('slow', 'app.jsx', { id: 'slow' }),
  route('release', 'app.jsx', { id: 'release' }),
];
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
    'app/probes.js': `
import { probes } from '@probez/fetch';
import { health } from './health.js';

const answer = probes(health, { fallback: () => new Response(null, { status: 404 }) });
export const loader = ({ request }) => answer(request);
`,
    'app/root.jsx': `
import { Outlet } from 'react-router';
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
