import { type Host, nodeLine } from '../host.ts';

const route = `
import { respond } from '../CONTROL';
export const prerender = false;
export const GET = ({ request }) => respond(request);
`;
const at = (path: string) => route.replace('../CONTROL', `${path}control.mjs`);

export default {
  title: 'SvelteKit',
  versions: {
    '2, adapter-node': [
      '@probez/node',
      '@probez/fetch',
      '@sveltejs/kit@2',
      '@sveltejs/adapter-node@5',
      'svelte@5',
      'vite@7',
      '@sveltejs/vite-plugin-svelte@6',
    ],
    '3, adapter-node': [
      '@probez/node',
      '@probez/fetch',
      '@sveltejs/kit@3',
      '@sveltejs/adapter-node@6',
      'svelte@5',
      'vite',
      '@sveltejs/vite-plugin-svelte',
    ],
  },
  on: (runtime, version) => (nodeLine(runtime) ?? 0) >= (version.startsWith('2') ? 20 : 22),
  build: [['npx', 'vite', 'build']],
  start: ['server.mjs'],
  files: (version) => ({
    'vite.config.js': version.startsWith('2')
      ? "import { sveltekit } from '@sveltejs/kit/vite'; export default { plugins: [sveltekit()] };"
      : "import adapter from '@sveltejs/adapter-node'; import { sveltekit } from '@sveltejs/kit/vite'; export default { plugins: [sveltekit({ adapter: adapter() })] };",
    ...(version.startsWith('2')
      ? {
          'svelte.config.js':
            "import adapter from '@sveltejs/adapter-node'; export default { kit: { adapter: adapter() } };",
        }
      : {}),
    'src/app.html': '<html><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>',
    'src/hooks.server.js': `
import { probes } from '@probez/fetch';
import { health } from './lib/health.js';

const answer = probes(health);
export const init = () => void health.start();
export const handle = ({ event, resolve }) => answer(event.request) ?? resolve(event);
`,
    'src/lib/health.js': `
import { createHealth } from '@probez/fetch';
import { ping } from '../../control.mjs';
export const health = (globalThis.health ??= createHealth({ checks: [ping] }));
`,
    'src/routes/+server.js': at('../../'),
    'src/routes/slow/+server.js': at('../../../'),
    'src/routes/release/+server.js': at('../../../'),
    'server.mjs': `
import { createServer } from 'node:http';
import { gracefulShutdown } from '@probez/node';
import { handler } from './build/handler.js';
import { drain, port } from './control.mjs';

const server = createServer(handler).listen(port);
gracefulShutdown(server, { health: globalThis.health, ...drain });
`,
  }),
} satisfies Host;
