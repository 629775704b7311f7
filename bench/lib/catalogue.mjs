/**
 * A library in a framework.
 * @typedef {object} Variant
 * @property {string} id
 * @property {string} [target] the file in targets/; default: the id
 * @property {string} label
 * @property {'ours' | 'in-front' | 'hand' | 'peer' | 'context'} role `in-front`: Probez before the framework, as a listener of
 *   node:http; `context`: shows what a framework costs, and is left out elsewhere
 * @property {string} [runsNoChecks] why it has no place where check executions are counted
 */

/** @type {Readonly<Record<string, readonly Variant[]>>} */
export const FRAMEWORKS = {
  Express: [
    { id: 'express-probez', label: 'Probez', role: 'ours' },
    { id: 'express-probez-in-front', label: 'Probez in front of Express', role: 'in-front' },
    { id: 'express-hand', label: 'hand-written', role: 'hand' },
    { id: 'express-terminus', label: '@godaddy/terminus', role: 'peer' },
    { id: 'express-health-connect', label: '@cloudnative/health-connect', role: 'peer' },
    { id: 'nest-hand', label: 'hand-written in Nest', role: 'context' },
    { id: 'nest-terminus', label: '@nestjs/terminus in Nest', role: 'peer' },
  ],
  Fastify: [
    { id: 'fastify-probez', label: 'Probez', role: 'ours' },
    { id: 'fastify-hand', label: 'hand-written', role: 'hand' },
    { id: 'fastify-under-pressure', label: '@fastify/under-pressure', role: 'peer' },
    { id: 'fastify-floor', target: 'node-hand', label: 'hand-written on node:http, without Fastify', role: 'context' },
  ],
  Koa: [
    { id: 'koa-probez', label: 'Probez', role: 'ours' },
    { id: 'koa-probez-in-front', label: 'Probez in front of Koa', role: 'in-front' },
    { id: 'koa-hand', label: 'hand-written', role: 'hand' },
    { id: 'koa-terminus', label: '@godaddy/terminus', role: 'peer' },
  ],
  'node:http': [
    { id: 'node-probez', label: 'Probez', role: 'ours' },
    { id: 'node-hand', label: 'hand-written', role: 'hand' },
    { id: 'node-terminus', label: '@godaddy/terminus', role: 'peer' },
    {
      id: 'node-lightship',
      label: 'lightship',
      role: 'peer',
      runsNoChecks: 'lightship runs no checks: its readiness is what the app last told it',
    },
  ],
};

/** The app with no health endpoint, by framework. @type {Readonly<Record<string, string>>} */
export const BARE = { Express: 'express-bare', Fastify: 'fastify-bare', Koa: 'koa-bare', 'node:http': 'node-bare' };
