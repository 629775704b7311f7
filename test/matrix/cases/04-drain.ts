import { type Case, expectText, outputOf, type Runtime } from '../case.ts';

/** What serves there, beside node:http, and the packages that it wants. */
const SERVERS: Readonly<Record<Runtime['kind'], readonly string[]>> = {
  node: ['polka', 'restify', 'hapi', 'srvx'],
  bun: ['Bun.serve', 'elysia', 'srvx'],
  deno: ['Deno.serve', 'srvx'],
};
const PACKAGES: Readonly<Record<string, string>> = { hapi: '@hapi/hapi', 'Bun.serve': '', 'Deno.serve': '' };

const APP = `
import http from 'node:http';
import { createHealth, gracefulShutdown } from '@probez/node';

const host = '127.0.0.1';
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const answer = async (url) => {
  if (url.endsWith('/slow')) await wait(1_500);
  return 'hello';
};
let shutdown;
// Bun.serve and Deno.serve know no drain: their clients let go by themselves when they are told.
const fetch = async (request) => {
  const response = new Response(await answer(request.url));
  if (shutdown.signal.aborted) response.headers.set('Connection', 'close');
  return response;
};
const listening = (server) => new Promise((resolve) => server.listen(0, host, () => resolve(server)));
const servers = {
  async 'node:http'() {
    const server = await listening(http.createServer(async (request, response) => response.end(await answer(request.url))));
    return [server, server.address().port];
  },
  async polka() {
    const { default: polka } = await import('polka');
    const app = polka().get('/*', async (request, response) => response.end(await answer(request.url)));
    await listening(app);
    return [app, app.server.address().port];
  },
  async restify() {
    const { default: restify } = await import('restify');
    const app = restify.createServer();
    app.get('/*', async (request, response) => void response.send(await answer(request.url)));
    await listening(app);
    return [app, app.address().port];
  },
  async hapi() {
    const { default: hapi } = await import('@hapi/hapi');
    const app = hapi.server({ port: 0, host });
    app.route({ method: 'GET', path: '/{any*}', handler: (request) => answer(request.path) });
    await app.start();
    return [app, app.info.port];
  },
  async srvx() {
    const { serve } = await import('srvx');
    const server = serve({ port: 0, hostname: host, gracefulShutdown: false, silent: true, fetch });
    await server.ready();
    return [server, Number(new URL(server.url).port)];
  },
  async elysia() {
    const { Elysia } = await import('elysia');
    const app = new Elysia().get('/*', ({ request }) => fetch(request)).listen({ port: 0, hostname: host });
    return [app, app.server.port];
  },
  async 'Bun.serve'() {
    const server = Bun.serve({ port: 0, hostname: host, fetch });
    return [server, server.port];
  },
  async 'Deno.serve'() {
    const server = Deno.serve({ port: 0, hostname: host, onListen() {} }, fetch);
    return [server, server.addr.port];
  },
};

const ask = (port, path) =>
  new Promise((resolve) => {
    http
      .get({ port, host, path, agent: false, headers: { Connection: 'keep-alive' } }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode + ' ' + response.headers.connection));
      })
      .on('error', () => resolve('refused'));
  });

const names = process.argv.slice(2);
const up = await Promise.all(names.map((name) => servers[name]()));
const health = createHealth({ logger: false });
await health.start();
const said = up.map(() => []);
const onClose = async () => {
  await Promise.all(slow);
  console.log(names.map((name, index) => name + ': ' + said[index].join(', ')).join('; '));
};
shutdown = gracefulShutdown(up.map(([target]) => target), { health, delayMs: 700, onClose, logger: false });
const slow = up.map(async ([, port], index) => said[index].push(await ask(port, '/slow')));
await wait(200);
process.kill(process.pid, 'SIGTERM');
await wait(300);
for (const [index, [, port]] of up.entries()) said[index].push(await ask(port, '/'));
await wait(700);
for (const [index, [, port]] of up.entries()) said[index].push(await ask(port, '/'));
`;

export default {
  title: 'a drain with a request in flight',
  async run(place) {
    const kinds = SERVERS[place.runtime.kind];
    const names = ['node:http', ...kinds];
    await place.install('@probez/node', ...kinds.map((name) => PACKAGES[name] ?? name).filter(Boolean));
    place.write('app.mjs', APP);
    const said = outputOf(await place.run('app.mjs', ...names)).trim();
    // In the delay, then when nothing is accepted any more; the slow one ends last.
    const expected = names.map((name) => `${name}: 200 close, refused, 200 close`).join('; ');
    expectText(said, expected);
    return names.join(', ');
  },
} satisfies Case;
