import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts, hasHaproxy, startHaproxy } from '../lib/haproxy.mjs';
import { exact, ratio } from '../lib/stats.mjs';
import { start } from '../lib/target.mjs';

const INSTANCES = 2;
const QUICK_CLIENTS = 6;
const SLOW_CLIENTS = 2;
/** Longer than any library here may take by its own defaults. */
const GONE_WITHIN_MS = 40_000;

const VARIANTS = [
  { id: 'express-probez', label: 'Probez, Express', setUp: 'gracefulShutdown(server, { health })', ready: '/readyz' },
  { id: 'fastify-probez', label: 'Probez, Fastify', setUp: 'gracefulShutdown(app, { health })', ready: '/readyz' },
  { id: 'koa-probez', label: 'Probez, Koa', setUp: 'gracefulShutdown(server, { health })', ready: '/readyz' },
  { id: 'express-hand', label: 'hand-written', setUp: 'server.close() on SIGTERM', ready: '/readyz' },
  {
    id: 'express-terminus',
    label: '@godaddy/terminus',
    setUp: 'its Kubernetes section: beforeShutdown of 5 s, useExit0',
    ready: '/readyz',
  },
  {
    id: 'node-lightship',
    label: 'lightship',
    setUp: 'registerShutdownHandler(() => server.close()), its delay of 5 s',
    ready: '/ready',
    ownPort: true,
  },
  {
    id: 'nest-terminus',
    label: '@nestjs/terminus',
    setUp: "enableShutdownHooks, gracefulShutdownTimeoutMs: 1000, as in Nest's recipe",
    ready: '/health/ready',
  },
  {
    id: 'express-health-connect',
    label: '@cloudnative/health-connect',
    setUp: 'a ShutdownCheck that closes the server',
    ready: '/ready',
  },
  {
    id: 'fastify-under-pressure',
    label: '@fastify/under-pressure',
    setUp: "nothing of its own: Fastify's close() on SIGTERM",
    ready: '/status',
  },
];

/** @returns {Promise<import('../lib/result.mjs').Result>} */
export async function run() {
  if (!hasHaproxy) {
    return { tables: [], figures: [], notes: ['Left out: HAProxy is not installed (apt-get install haproxy).'] };
  }
  const services = await Promise.all(
    VARIANTS.map(async (variant) => {
      const ports = await freePorts(1 + 2 * INSTANCES);
      const servers = Array.from({ length: INSTANCES }, (_, index) => {
        const port = ports[1 + 2 * index] ?? 0;
        return { port, probePort: variant.ownPort ? (ports[2 + 2 * index] ?? 0) : port };
      });
      return { ...variant, name: variant.id, port: ports[0] ?? 0, readyPath: variant.ready, servers };
    }),
  );
  const haproxy = await startHaproxy(services);
  try {
    // Side by side: what counts is whether a request fails, not how fast it is. A second apart, because starting is work.
    const rows = await Promise.all(
      services.map((service, index) => sleep(index * 1000).then(() => restart(service, haproxy))),
    );
    return {
      tables: [
        {
          caption: `${INSTANCES} instances, restarted one after the other; ${QUICK_CLIENTS} keep-alive clients with quick requests, ${SLOW_CLIENTS} with requests of 1.5 s; no retries`,
          columns: [
            { key: 'library', label: 'library', unit: 'text' },
            { key: 'setUp', label: 'set up with', unit: 'text' },
            { key: 'requests', label: 'requests', unit: 'count' },
            { key: 'failed', label: 'failed', unit: 'count' },
            { key: 'why', label: 'how', unit: 'text' },
            { key: 'exits', label: 'ended with', unit: 'text' },
            { key: 'goneMs', label: 'gone after', unit: 'ms' },
          ],
          rows: rows.map((row) => ({ ...row, goneMs: Math.max(...row.goneMs) })),
        },
      ],
      figures: [
        ...rows.slice(0, 3).map(({ library, failed }, index) => ({
          id: `rolling.${VARIANTS[index]?.id}`,
          what: `failed requests in a rolling restart, ${library}`,
          value: exact(failed),
          unit: /** @type {const} */ ('count'),
          atMost: 0,
        })),
        ...rows.slice(3).map(({ library, goneMs }) => ({
          id: `gone.${library}`,
          what: `time to go in a rolling restart, against ${library}`,
          // Each instance is a process.
          value: ratio(
            rows[0].goneMs.map((ms) => [ms]),
            goneMs.map((ms) => [ms]),
          ),
        })),
      ],
    };
  } finally {
    await haproxy.stop();
  }
}

async function restart({ id, label, setUp, port, servers }, haproxy) {
  const launch = (/** @type {{ port: number, probePort: number }} */ where) =>
    start(id, { ...where, checks: 2, shutdown: true }, { pin: false });
  const targets = [];
  const exits = [];
  const gone = [];
  const tally = { requests: 0, failed: 0, stopped: false, errors: /** @type {Record<string, number>} */ ({}) };
  try {
    for (const where of servers) targets.push(await launch(where));
    await haproxy.allUp(id);
    const clients = [
      ...Array.from({ length: QUICK_CLIENTS }, () => client(port, '/hello', tally)),
      ...Array.from({ length: SLOW_CLIENTS }, () => client(port, '/slow', tally)),
    ];
    await sleep(500);
    for (const [index, where] of servers.entries()) {
      const old = targets[index];
      const startedAt = performance.now();
      process.kill(old.pid, 'SIGTERM');
      const ended = await Promise.race([old.exited, sleep(GONE_WITHIN_MS)]);
      gone.push(performance.now() - startedAt);
      exits.push(ended === undefined ? 'still there' : (ended[0] ?? ended[1]));
      if (ended === undefined) await old.stop();
      targets[index] = await launch(where);
      // The next one goes when this one is ready, for the load balancer too, which may not have seen the old one go.
      await sleep(1000);
      await haproxy.allUp(id);
    }
    tally.stopped = true;
    await Promise.all(clients);
  } finally {
    tally.stopped = true;
    await Promise.all(targets.map((target) => target.stop()));
  }
  const { requests, failed, errors } = tally;
  const why = Object.entries(errors)
    .map(([error, count]) => `${count} x ${error}`)
    .join(', ');
  return { library: label, setUp, requests, failed, why, exits: exits.join(', '), goneMs: gone };
}

/** Asks again and again over one keep-alive connection, until it is told to stop. */
async function client(port, path, tally) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  while (!tally.stopped) {
    tally.requests += 1;
    const error = await ask(agent, port, path);
    if (error !== undefined) {
      tally.failed += 1;
      tally.errors[error] = (tally.errors[error] ?? 0) + 1;
    }
    await sleep(40 * Math.random());
  }
  agent.destroy();
}

/** Why a request failed, or `undefined`. @returns {Promise<string | undefined>} */
function ask(agent, port, path) {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path, agent, timeout: 10_000 }, (response) => {
      response.resume();
      const { statusCode } = response;
      response.once('end', () => resolve(statusCode === 200 ? undefined : `status ${statusCode}`));
      response.once('error', () => resolve('cut off'));
    })
      .once('timeout', function () {
        this.destroy(new Error('no answer in 10 s'));
      })
      .once('error', (error) => resolve(error.code ?? error.message));
  });
}
