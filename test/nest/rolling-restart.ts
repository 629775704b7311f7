import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PASSWORD, postgresServer, startServer, USER } from '../servers/support/servers.ts';
import { endAll } from '../shutdown/process.ts';
import { rollingRestart } from '../shutdown/rolling-restart.ts';
import { LINES, type Line, removeCopies, startNest } from './lines.ts';

const INSTANCE = fileURLToPath(new URL('fixtures/instance.mjs', import.meta.url));

/** `gracefulShutdown(app)`, or `app.enableShutdownHooks()` with the module's own drain. */
export const WAYS = ['graceful', 'hooks'] as const;

export interface NestRestart {
  readonly line: Line;
  readonly platform: 'express' | 'fastify';
  readonly way: (typeof WAYS)[number];
  /** Options of the drain. */
  readonly options?: Readonly<Record<string, number>>;
  readonly rounds?: number;
  log?(line: string): void;
}

/** Three instances of NestJS with TypeORM on a PostgreSQL of their own, behind HAProxy, restarted one after the other under load. */
export async function nestRestart({ line, platform, way, options = {}, ...rest }: NestRestart) {
  const database = await startServer(postgresServer);
  try {
    return await rollingRestart({
      framework: `NestJS ${line}`,
      mode: 'probez',
      ...rest,
      launch: (port) =>
        startNest(line, INSTANCE, {
          MODE: way,
          PLATFORM: platform,
          PORT: String(port),
          OPTIONS: JSON.stringify(options),
          DATABASE: `postgres://${USER}:${PASSWORD}@127.0.0.1:${database.port}/postgres`,
        }),
    });
  } finally {
    endAll();
    await database.close();
    removeCopies();
  }
}

/** As a command: `npx tsx test/nest/rolling-restart.ts --rounds 3`. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      line: { type: 'string' },
      platform: { type: 'string', default: 'express' },
      rounds: { type: 'string', default: '3' },
    },
  });
  const platform = values.platform === 'fastify' ? 'fastify' : 'express';
  for (const line of LINES.filter((each) => values.line === undefined || each === values.line)) {
    for (const way of WAYS) {
      const { requests, failed, errors, codes } = await nestRestart({
        line,
        platform,
        way,
        rounds: Number(values.rounds),
      });
      console.log(`NestJS ${line} on ${platform}, ${way}: ${failed} of ${requests} requests failed`, errors);
      console.log(
        `${codes.length} instances stopped, ${codes.filter((code) => code !== 0).length} of them with another exit code than 0`,
      );
      if (failed > 0 || codes.some((code) => code !== 0)) process.exitCode = 1;
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
