/** A server of each adapter that probes itself and ends: `200 ok` for every framework it was given. */
export const APP = `
const ask = (port) => fetch('http://127.0.0.1:' + port + '/readyz').then(async (response) => response.status + ' ' + (await response.text()));
const make = ({ createHealth }) => createHealth({ logger: false, checks: [{ name: 'ping', run: () => true }] });
const said = [];
async function main({ express, expressAdapter, koa, koaAdapter, fastify, fastifyAdapter, node, http }) {
  {
    const health = make(expressAdapter);
    await health.start();
    const server = express().use(expressAdapter.probes(health)).listen(0);
    await new Promise((resolve) => server.once('listening', resolve));
    said.push('express ' + (await ask(server.address().port)));
    server.close();
    await health.stop();
  }
  {
    const health = make(koaAdapter);
    await health.start();
    const app = new koa();
    app.use(koaAdapter.probes(health));
    const server = app.listen(0);
    await new Promise((resolve) => server.once('listening', resolve));
    said.push('koa ' + (await ask(server.address().port)));
    server.close();
    await health.stop();
  }
  {
    const health = make(fastifyAdapter);
    const app = fastify();
    await app.register(fastifyAdapter.probes, { health });
    await health.start();
    await app.listen({ port: 0, host: '127.0.0.1' });
    said.push('fastify ' + (await ask(app.server.address().port)));
    await app.close();
    await health.stop();
  }
  {
    const health = make(node);
    await health.start();
    const server = http.createServer(node.probes(health)).listen(0);
    await new Promise((resolve) => server.once('listening', resolve));
    said.push('node ' + (await ask(server.address().port)));
    server.close();
    await health.stop();
  }
  console.log(said.join(', '));
  process.exit(0);
}
`;

export const SAID = 'express 200 ok, koa 200 ok, fastify 200 ok, node 200 ok';
export const INSTALLED = [
  '@probez/express',
  '@probez/koa',
  '@probez/fastify',
  '@probez/node',
  'express',
  'koa',
  'fastify',
];

export const ESM = `
import http from 'node:http';
import * as expressAdapter from '@probez/express';
import * as fastifyAdapter from '@probez/fastify';
import * as koaAdapter from '@probez/koa';
import * as node from '@probez/node';
import express from 'express';
import fastify from 'fastify';
import koa from 'koa';
${APP}
main({ express, expressAdapter, koa, koaAdapter, fastify, fastifyAdapter, node, http });
`;

export const COMMON = `
const [expressAdapter, koaAdapter, fastifyAdapter, node, express, koa, fastify, http] = [
  require('@probez/express'), require('@probez/koa'), require('@probez/fastify'), require('@probez/node'),
  require('express'), require('koa'), require('fastify'), require('node:http'),
];
${APP}
main({ express, expressAdapter, koa: koa.default ?? koa, koaAdapter, fastify, fastifyAdapter, node, http });
`;
