import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  gracefulShutdown,
  type Health,
  type ProbeOptions,
  type ProbePort,
  ProbezError,
  serveProbes,
} from '@probez/express';
import packageJson from '../package.json' with { type: 'json' };
import { type Config, type FrameworkName, type ProbePortConfig, readConfig } from './config.ts';
import { expressApp } from './frameworks/express.ts';
import { fastifyApp } from './frameworks/fastify.ts';
import type { Framework } from './frameworks/framework.ts';
import { koaApp } from './frameworks/koa.ts';
import { createGrpc, type Grpc, GrpcPortError } from './grpc.ts';
import { createParts } from './parts.ts';
import { shownVersion } from './version.ts';
import { serveWebSockets } from './websocket.ts';
import { ConfigError } from './whole-number.ts';

const FRAMEWORKS: Readonly<Record<FrameworkName, Framework>> = {
  express: expressApp,
  fastify: fastifyApp,
  koa: koaApp,
};

async function main(): Promise<void> {
  const config = readConfig(process.env);
  // Under a kubelet a bad environment would be a crash loop: whoever starts one asks first.
  if (process.argv.includes('--check')) return;
  const parts = createParts(config, console, packageJson.version);
  const { health, probeOptions, metrics } = parts;
  const { server, target } = await FRAMEWORKS[config.framework](parts);
  if (!config.ikubernetes) serveWebSockets(server);
  const grpc = config.grpcPort === undefined ? undefined : await createGrpc(health);
  void health.start();
  let probePort: ProbePort | undefined;
  const shutdown = gracefulShutdown(grpc === undefined ? target : [target, grpc.target], {
    health,
    delayMs: config.drainDelayMs,
    probePort: { close: () => probePort?.close() },
  });
  metrics.shutdown(shutdown);
  if (config.startDelayMs > 0) console.log(`A slow start: listens in ${config.startDelayMs} ms`);
  await sleep(config.startDelayMs);
  if (shutdown.phase !== 'running') return;
  if (config.probePort !== undefined) probePort = await openProbePort(health, probeOptions, config.probePort);
  const grpcPort = await listenForGrpc(grpc, config, probePort);
  server.once('error', (error: NodeJS.ErrnoException) => {
    void probePort?.close();
    grpc?.close();
    fail(1, explain(error, config.host, config.port));
  });
  server.listen(config.port, config.host, () => console.log(greeting(config, server.address(), probePort, grpcPort)));
}

async function listenForGrpc(
  grpc: Grpc | undefined,
  { host, grpcPort = 0 }: Config,
  probePort: ProbePort | undefined,
): Promise<number | undefined> {
  try {
    return await grpc?.listen(host, grpcPort);
  } catch (error) {
    await probePort?.close();
    throw error;
  }
}

/** The probes on a port of their own, with the answers of the app's port. */
function openProbePort(
  health: Health,
  options: ProbeOptions & Pick<Config, 'details'>,
  { host, port, isolated, stall }: ProbePortConfig,
): Promise<ProbePort> {
  return serveProbes(health, { ...options, host, port, ...(isolated ? { isolated, stall } : {}) });
}

function greeting(
  { framework, host, chaos, version = packageJson.version }: Config,
  address: ReturnType<Server['address']>,
  probePort: ProbePort | undefined,
  grpcPort: number | undefined,
): string {
  const shown = host.includes(':') ? `[${host}]` : host;
  const port = typeof address === 'object' ? address?.port : undefined;
  const url = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : shown}:${port}`;
  const extras = [
    ...(probePort === undefined
      ? []
      : [`The probes are also on ${probePort.url}${probePort.isolated ? ', from a worker thread' : ''}`]),
    ...(grpcPort === undefined ? [] : [`The gRPC health service is on port ${grpcPort}`]),
    ...(chaos.has('block') ? [`Block the event loop for 5 s: curl -d ms=5000 ${url}/block`] : []),
    ...([...chaos].some((name) => name !== 'block') ? [`More trouble: curl ${url}/chaos`] : []),
  ];
  return `Probez demoapp ${shownVersion(version)} (${framework}) listens on ${url}

Try it from another terminal:
  curl '${url}/readyz?verbose'            # every check
  curl -d readyz=FAIL ${url}/readyz       # take it out of service; readyz=OK brings it back
  curl -i ${url}/readyz                   # 503
${extras.map((line) => `${line}\n`).join('')}`;
}

function explain({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `port ${port} on ${host} is in use; stop the other process, or choose another port: PORT=${port + 1} npm start`;
  if (code === 'EACCES') return `port ${port} on ${host} needs privileges; choose one from 1024, for example PORT=8080`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `HOST is "${host}", which is not an address of this machine; allowed: for example 127.0.0.1 or 0.0.0.0`;
  return message;
}

/** Set rather than called at once, so that what was printed arrives. */
function fail(code: number, message: string): void {
  console.error(`demoapp: ${message}`);
  process.exitCode = code;
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) fail(2, error.message);
  else if (error instanceof GrpcPortError || (error instanceof ProbezError && error.code === 'PORT_UNAVAILABLE'))
    fail(1, error.message);
  else throw error;
});
