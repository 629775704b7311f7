import type { AddressInfo } from 'node:net';
import { gracefulShutdown } from '@probez/express';
import packageJson from '../package.json' with { type: 'json' };
import { ConfigError, type FrameworkName, readConfig } from './config.ts';
import { expressApp } from './frameworks/express.ts';
import { fastifyApp } from './frameworks/fastify.ts';
import type { Framework } from './frameworks/framework.ts';
import { koaApp } from './frameworks/koa.ts';
import { createCompatibility } from './ikubernetes.ts';
import { createPages } from './pages.ts';
import { createSwitches, PROBE_OPTIONS } from './switches.ts';

const { version } = packageJson;
const FRAMEWORKS: Readonly<Record<FrameworkName, Framework>> = {
  express: expressApp,
  fastify: fastifyApp,
  koa: koaApp,
};

async function main(): Promise<void> {
  const config = readConfig(process.env);
  // Under a kubelet a bad environment would be a crash loop: whoever starts one asks first.
  if (process.argv.includes('--check')) return;
  const switches = createSwitches(console);
  const { health } = switches;
  const { server, target } = await FRAMEWORKS[config.framework]({
    health,
    probeOptions: PROBE_OPTIONS,
    compatibility: createCompatibility(config, switches),
    pages: createPages(config, switches, version),
  });
  void health.start();
  gracefulShutdown(target, { health, delayMs: config.drainDelayMs });
  server.once('error', (error: NodeJS.ErrnoException) => fail(1, explain(error, config.host, config.port)));
  server.listen(config.port, config.host, () => {
    const { port } = server.address() as AddressInfo;
    const shown = config.host.includes(':') ? `[${config.host}]` : config.host;
    const url = `http://${config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : shown}:${port}`;
    console.log(`Probez demoapp v${version} (${config.framework}) listens on ${url}

Try it from another terminal:
  curl '${url}/readyz?verbose'            # every check
  curl -d readyz=FAIL ${url}/readyz       # take it out of service; readyz=OK brings it back
  curl -i ${url}/readyz                   # 503, and why
`);
  });
}

function explain({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `port ${port} on ${host} is in use; stop the other process, or choose another port: PORT=${port + 1} npm start`;
  if (code === 'EACCES') return `port ${port} on ${host} needs privileges; choose one from 1024, for example PORT=8080`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `HOST is "${host}", which is no address of this machine; allowed: for example 127.0.0.1 or 0.0.0.0`;
  return message;
}

/** Set rather than called at once, so that what was printed arrives. */
function fail(code: number, message: string): void {
  console.error(`demoapp: ${message}`);
  process.exitCode = code;
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) fail(2, error.message);
  else throw error;
});
