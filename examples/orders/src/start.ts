// Starts the databases that are installed, each on a free port with its files in a temporary folder, and the app.
// Then takes commands: stop postgres, start postgres, freeze redis, thaw redis, quit.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  PASSWORD,
  postgresServer,
  redisServer,
  startRabbit,
  startServer,
  type TestServer,
  USER,
} from '../../../test/servers/support/servers.ts';
import { freePort } from '../../../test/support/free-port.ts';
import { find } from '../../../test/support/programs.ts';

interface Dependency {
  readonly name: string;
  /** Debian's package. */
  readonly install: string;
  readonly programs: readonly string[];
  start(): Promise<TestServer>;
  /** What the app is told. */
  env(port: number): Readonly<Record<string, string>>;
}

const DEPENDENCIES: readonly Dependency[] = [
  {
    name: 'postgres',
    install: 'postgresql',
    programs: ['initdb', 'postgres', 'setpriv'],
    start: () => startServer(postgresServer),
    env: (port) => ({ DATABASE_URL: `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres` }),
  },
  {
    name: 'redis',
    install: 'redis-server',
    programs: ['redis-server', 'setpriv'],
    start: () => startServer(redisServer),
    env: (port) => ({ REDIS_URL: `redis://:${PASSWORD}@127.0.0.1:${port}` }),
  },
  {
    name: 'rabbitmq',
    install: 'rabbitmq-server',
    programs: ['rabbitmq-server', 'epmd', 'setpriv'],
    start: startRabbit,
    env: (port) => ({ AMQP_URL: `amqp://${USER}:${PASSWORD}@127.0.0.1:${port}` }),
  },
];

const servers = new Map<string, TestServer>();
const env: Record<string, string> = {};

async function startDependency({ name, install, programs, start, env: envOf }: Dependency): Promise<void> {
  const absent = programs.filter((program) => find(program) === undefined);
  if (absent.length > 0) {
    console.log(`${name}: not installed, the app does without it (apt-get install ${install})`);
    return;
  }
  const server = await start();
  servers.set(name, server);
  Object.assign(env, envOf(server.port));
  console.log(`${name} listens on 127.0.0.1:${server.port}`);
}

/** Ends everything that was started. */
async function closeServers(): Promise<void> {
  await Promise.allSettled(Array.from(servers.values(), (server) => server.close()));
}

async function main(): Promise<void> {
  const started = await Promise.allSettled(DEPENDENCIES.map(startDependency));
  for (const result of started) if (result.status === 'rejected') console.log(result.reason);

  const port = process.env.PORT ?? String(await freePort());
  const metricsPort = process.env.METRICS_PORT ?? String(await freePort());
  const app = spawn(process.execPath, ['--import', './telemetry.js', 'app.js'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, ...env, PORT: port, METRICS_PORT: metricsPort },
    stdio: ['ignore', 'inherit', 'inherit'],
    // Not in the terminal's group: Ctrl-C reaches it once, from here.
    detached: true,
  });
  const ended = once(app, 'exit');
  console.log(`\n  curl 'http://127.0.0.1:${port}/readyz?verbose'
  curl -H 'Accept: application/json' http://127.0.0.1:${port}/readyz
  curl -H 'Content-Type: application/json' -d '{"item":"tea"}' http://127.0.0.1:${port}/orders
  curl http://127.0.0.1:${metricsPort}/metrics

Commands: stop, start, freeze, thaw and one of ${[...servers.keys()].join(', ') || 'nothing'}; quit.\n`);

  const commands = createInterface({ input: process.stdin });
  commands.on('line', (line) => void obey(line, () => app.kill('SIGTERM')));
  let heardAt = Number.NEGATIVE_INFINITY;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // npm passes on what the terminal has sent already.
      if (performance.now() - heardAt > 500) app.kill(signal);
      heardAt = performance.now();
    });
  }
  const [code] = await ended;
  commands.close();
  await closeServers();
  process.exit(typeof code === 'number' ? code : 1);
}

async function obey(line: string, quit: () => void): Promise<void> {
  const [verb = '', name = ''] = line.trim().split(/\s+/);
  if (verb === '') return;
  if (verb === 'quit') return quit();
  const server = servers.get(name);
  const act = server && actionsOf(server).get(verb);
  if (act === undefined) {
    console.log(`? ${line.trim()}: try "stop postgres" or "start postgres"`);
    return;
  }
  try {
    await act();
    console.log(`> ${verb} ${name}: done`);
  } catch (error) {
    console.log(`> ${verb} ${name}: ${error instanceof Error ? error.message : error}`);
  }
}

const actionsOf = (server: TestServer): ReadonlyMap<string, () => unknown> =>
  new Map<string, () => unknown>([
    ['stop', () => server.kill()],
    // A second one on the same port and files would fail, and be the one we know.
    ['start', () => server.kill().then(() => server.restart())],
    ['freeze', () => server.freeze()],
    ['thaw', () => server.thaw()],
  ]);

await main();
