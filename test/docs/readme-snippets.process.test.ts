import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PACKAGES, ROOT } from '../support/packages.ts';
import { type Packed, pack } from '../support/packed.ts';
import { paste } from './paste.ts';
import { snippetsOf } from './readme.ts';

let packed: Packed;
beforeAll(async () => {
  packed = await pack();
}, 180_000);
afterAll(() => packed?.remove());

const pages = [
  'README.md',
  'docs/coming-from.md',
  'docs/frameworks.md',
  ...PACKAGES.map(({ folder }) => `packages/${folder}/README.md`),
];

describe.each(pages)('%s, pasted into an empty folder', (page) => {
  const snippets = snippetsOf(ROOT + page);
  it('says what to install before its first code', () => {
    if (page !== 'packages/cli/README.md') expect(snippets.length).toBeGreaterThan(0);
  });
  // on-postgres.real.test.ts has those that want a database.
  const here = snippets.filter(({ code }) => !code.includes('DATABASE_URL'));
  it.each(here)('$install: the code runs, and shows what the page shows', { timeout: 120_000 }, (snippet) =>
    paste(snippet, packed),
  );
});

describe('packages/fetch/README.md: the lines of its tables make an app', () => {
  const page = readFileSync(`${ROOT}packages/fetch/README.md`, 'utf8');
  /** The code in the second column of the rows for a host: how it is mounted, and how it drains. */
  const linesOf = (host: string): readonly string[] =>
    Array.from(page.matchAll(/^\| ([^|]+) \| `([^`]+)`/gm))
      .filter(([, hosts = '']) => new RegExp(`\\b${host}\\b`).test(hosts))
      .map(([, , code = '']) => code);

  const start = `import { createHealth, middleware, probes } from '@probez/fetch';
import { gracefulShutdown } from '@probez/node';
const port = 3000;
const health = createHealth({ checks: [{ name: 'postgres', run: () => true }] });
health.start();
`;
  it.each<[string, readonly string[], (lines: readonly string[]) => string]>([
    [
      'Hono',
      ['hono', '@hono/node-server'],
      ([mount, drain]) => `import { serve } from '@hono/node-server';
import { Hono } from 'hono';
const app = new Hono();
${mount};
${drain};`,
    ],
    [
      'h3',
      ['h3'],
      ([mount, drain]) => `import { H3, serve } from 'h3';
const app = new H3();
${mount};
const server = serve(app, { port, gracefulShutdown: false });
await server.ready();
${drain};`,
    ],
    [
      'srvx',
      ['srvx'],
      ([mount, drain]) => `import { serve } from 'srvx';
const app = { fetch: () => new Response('app') };
const server = ${mount};
await server.ready();
${drain};`,
    ],
  ])('%s', { timeout: 120_000 }, async (host, install, code) => {
    const lines = linesOf(host);
    expect(lines).toHaveLength(2);
    const names = ['@probez/fetch', '@probez/node', ...install];
    await paste({ title: host, install: names, language: 'js', code: start + code(lines), seen: [] }, packed);
  });
});
