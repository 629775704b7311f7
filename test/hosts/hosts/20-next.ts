import { fromNode, type Host } from '../host.ts';

const route = (path: string) => `
import { respond } from '${'../'.repeat(path.split('/').length)}control.mjs';
export const dynamic = 'force-dynamic';
export const GET = (request) => respond(request);
`;
const probe = `
import { probes } from '@probez/fetch';
import { health } from '../../../health.mjs';
export const dynamic = 'force-dynamic';
export const GET = probes(health, { fallback: () => new Response(null, { status: 404 }) });
`;

export default {
  title: 'Next.js',
  versions: {
    '15, next start': ['@probez/node', '@probez/fetch', 'next@15', 'react@19', 'react-dom@19'],
    '16, next start': ['@probez/node', '@probez/fetch', 'next@16', 'react@19', 'react-dom@19'],
  },
  on: fromNode(20),
  build: [['npx', 'next', 'build']],
  start: ['node_modules/next/dist/bin/next', 'start'],
  env: { NEXT_MANUAL_SIG_HANDLE: 'true', NEXT_TELEMETRY_DISABLED: '1' },
  files: () => ({
    'health.mjs': `
import { createHealth } from '@probez/fetch';
import { ping } from './control.mjs';
export const health = (globalThis.health ??= createHealth({ checks: [ping] }));
`,
    'instrumentation.js': `
export async function register() {
  if (process.env.NEXT_RUNTIME === 'nodejs') await import('./instrumentation-node.js');
}
`,
    'instrumentation-node.js': `
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { gracefulShutdown } from '@probez/node';
import { health } from './health.mjs';
import { drain } from './control.mjs';

health.start();
const found = ({ server }) => {
  unsubscribe('http.server.request.start', found);
  gracefulShutdown(server, { health, ...drain });
};
subscribe('http.server.request.start', found);
`,
    'app/layout.js': 'export default ({ children }) => <html><body>{children}</body></html>;',
    'app/route.js': route('app'),
    'app/slow/route.js': route('app/slow'),
    'app/release/route.js': route('app/release'),
    'app/livez/[[...check]]/route.js': probe,
    'app/readyz/[[...check]]/route.js': probe,
    'app/startupz/[[...check]]/route.js': probe,
  }),
} satisfies Host;
