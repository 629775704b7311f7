import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.ts';
import { need } from '../../support/programs.ts';
import { type RunningProgram, runProgram, startProgram, temporaryFolder } from './processes.ts';

export const USER = 'app';
export const PASSWORD = 'right-horse';

/** A real server on a free loopback port, with the user `app`. */
export interface TestServer {
  readonly port: number;
  freeze(): void;
  thaw(): void;
  kill(): Promise<void>;
  /** Starts it again on the same port and data, after `kill`. Resolves when it serves. */
  restart(): Promise<void>;
  /** Ends it and removes its files. */
  close(): Promise<void>;
}

/** How one kind of server is started. */
export interface ServerKind {
  /** Shown in the table: `postgres (PostgreSQL) 15.18`. */
  version(): Promise<string>;
  /** Called once per server. */
  prepare(folder: string, port: number): Promise<void>;
  /** Called at each start. */
  start(folder: string, port: number, extra?: readonly string[]): RunningProgram;
  /**
   * What it logs when it serves; a server that logs nothing is taken to serve when it accepts a connection.
   * That proves less: PostgreSQL accepts one while it starts up, and refuses the login.
   */
  readonly ready?: RegExp;
}

export async function startServer(kind: ServerKind): Promise<TestServer> {
  const folder = temporaryFolder();
  const port = await freePort();
  let program: RunningProgram | undefined;
  const restart = async (): Promise<void> => {
    program = kind.start(folder.path, port);
    await untilReady(program, port, kind.ready);
  };
  const close = async (): Promise<void> => {
    program?.thaw();
    await program?.kill();
    folder.remove();
  };
  try {
    await kind.prepare(folder.path, port);
    await restart();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    port,
    freeze: () => program?.freeze(),
    thaw: () => program?.thaw(),
    kill: async () => program?.kill(),
    restart,
    close,
  };
}

async function untilReady(program: RunningProgram, port: number, ready: RegExp | undefined): Promise<void> {
  const deadline = Date.now() + 60_000;
  const serves = async () => (ready === undefined ? await accepts(port) : ready.test(program.log()));
  while (!(await serves())) {
    if (!program.alive) throw new Error(`the server has ended:\n${program.log()}`);
    if (Date.now() > deadline) throw new Error(`the server on port ${port} is not ready:\n${program.log()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (ok: boolean) => {
      socket.destroy();
      resolve(ok);
    };
    socket.setTimeout(2_000, () => done(false));
    socket.once('error', () => done(false));
    socket.once('connect', () => done(true));
  });
}

/** `PostgreSQL 15.18`, from whatever the program says of itself; some say it with an exit code of their own. */
const versionOf = (product: string, program: string, option: string) => async (): Promise<string> => {
  const said = await runProgram('/bin/sh', ['-c', `${need(program)} ${option} 2>&1 || true`], { cwd: '/' });
  return `${product} ${/\d+\.\d+(\.\d+)?/.exec(said)?.[0] ?? ''}`.trim();
};

export const postgresServer: ServerKind = {
  version: versionOf('PostgreSQL', 'postgres', '--version'),
  async prepare(folder) {
    writeFileSync(join(folder, 'password'), PASSWORD, { mode: 0o644 });
    const args = [
      '-D',
      join(folder, 'data'),
      '-U',
      USER,
      '-A',
      'scram-sha-256',
      '--pwfile',
      join(folder, 'password'),
      '--no-sync',
      '--locale=C',
      '-E',
      'UTF8',
    ];
    await runProgram(need('initdb'), args, { cwd: folder });
  },
  start: (folder, port) =>
    startProgram(
      need('postgres'),
      [
        '-D',
        join(folder, 'data'),
        '-p',
        String(port),
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        'unix_socket_directories=',
        '-c',
        'fsync=off',
      ],
      { cwd: folder },
    ),
  ready: /database system is ready to accept connections/,
};

export const mariadbServer: ServerKind = {
  version: versionOf('MariaDB', 'mariadbd', '--version'),
  async prepare(folder) {
    const args = [
      '--no-defaults',
      `--datadir=${join(folder, 'data')}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ];
    await runProgram(need('mariadb-install-db'), args, { cwd: folder });
    const sql = `create user if not exists '${USER}'@'127.0.0.1' identified by '${PASSWORD}';\ngrant all on *.* to '${USER}'@'127.0.0.1';\ncreate database if not exists app;\n`;
    writeFileSync(join(folder, 'init.sql'), sql, { mode: 0o644 });
  },
  start: (folder, port) =>
    startProgram(
      need('mariadbd'),
      [
        '--no-defaults',
        `--datadir=${join(folder, 'data')}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        `--socket=${join(folder, 'sock')}`,
        `--pid-file=${join(folder, 'pid')}`,
        `--init-file=${join(folder, 'init.sql')}`,
        '--skip-name-resolve',
        '--innodb-buffer-pool-size=16M',
      ],
      { cwd: folder },
    ),
  ready: /ready for connections/,
};

export const redisServer: ServerKind = {
  version: versionOf('Redis', 'redis-server', '--version'),
  prepare: async () => {},
  start: (folder, port, extra = []) =>
    startProgram(
      need('redis-server'),
      [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--requirepass',
        PASSWORD,
        '--save',
        '',
        '--appendonly',
        'no',
        '--dir',
        folder,
        ...extra,
      ],
      { cwd: folder },
    ),
  ready: /Ready to accept connections/,
};

export const mosquittoServer: ServerKind = {
  version: versionOf('Mosquitto', 'mosquitto', '-h'),
  async prepare(folder, port) {
    await runProgram(need('mosquitto_passwd'), ['-c', '-b', join(folder, 'passwords'), USER, PASSWORD], {
      cwd: folder,
    });
    const lines = [
      `listener ${port} 127.0.0.1`,
      'allow_anonymous false',
      `password_file ${join(folder, 'passwords')}`,
      'persistence false',
      '',
    ];
    writeFileSync(join(folder, 'mosquitto.conf'), lines.join('\n'), { mode: 0o644 });
  },
  start: (folder) => startProgram(need('mosquitto'), ['-c', join(folder, 'mosquitto.conf')], { cwd: folder }),
  ready: /mosquitto version \S+ running/,
};

export const natsServer: ServerKind = {
  version: versionOf('NATS', 'nats-server', '--version'),
  prepare: async () => {},
  start: (folder, port) =>
    startProgram(need('nats-server'), ['-a', '127.0.0.1', '-p', String(port), '--user', USER, '--pass', PASSWORD], {
      cwd: folder,
    }),
  ready: /Server is ready/,
};

/** RabbitMQ with an `epmd` of its own, in the foreground, so that nothing is left behind and nobody else's is used. */
export async function startRabbit(): Promise<TestServer> {
  const epmdPort = await freePort();
  const distributionPort = await freePort();
  const epmd = startProgram(need('epmd'), ['-port', String(epmdPort), '-address', '127.0.0.1'], { cwd: '/tmp' });
  const server = await startServer({
    ...rabbitServer,
    async prepare(folder, port) {
      const lines = [
        `listeners.tcp.1 = 127.0.0.1:${port}`,
        `default_user = ${USER}`,
        `default_pass = ${PASSWORD}`,
        'loopback_users = none',
        'disk_free_limit.absolute = 1MB',
        '',
      ];
      writeFileSync(join(folder, 'rabbitmq.conf'), lines.join('\n'), { mode: 0o644 });
      writeFileSync(join(folder, 'plugins'), '[].\n', { mode: 0o644 });
    },
    start: (folder) =>
      startProgram(need('rabbitmq-server'), [], {
        cwd: folder,
        env: {
          ERL_EPMD_PORT: String(epmdPort),
          ERL_EPMD_ADDRESS: '127.0.0.1',
          RABBITMQ_NODENAME: `probez${epmdPort}@localhost`,
          RABBITMQ_DIST_PORT: String(distributionPort),
          RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
          RABBITMQ_LOG_BASE: join(folder, 'log'),
          RABBITMQ_LOGS: '-',
          RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
          RABBITMQ_CONF_ENV_FILE: join(folder, 'no-such-file'),
          RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
          RABBITMQ_SERVER_START_ARGS: '-start_epmd false',
        },
      }),
  }).catch(async (error: unknown) => {
    await epmd.kill();
    throw error;
  });
  return {
    ...server,
    async close() {
      await server.close();
      await epmd.kill();
    },
  };
}

export const rabbitServer: ServerKind = {
  version: async () =>
    `RabbitMQ ${/rabbit_common-([\d.]+)/.exec(await runProgram('/bin/sh', ['-c', 'ls /usr/lib/rabbitmq/lib/*/plugins'], { cwd: '/' }))?.[1]?.replace(/\.$/, '') ?? ''}`,
  prepare: async () => {},
  start: () => {
    throw new Error('use startRabbit');
  },
  ready: /Server startup complete/,
};
