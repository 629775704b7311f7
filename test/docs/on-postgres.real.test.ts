/** What the pages show of a database, pasted into an empty folder and run on a real PostgreSQL. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, postgresServer, startServer, type TestServer, USER } from '../servers/support/servers.ts';
import { missing } from '../support/missing.ts';
import { ROOT } from '../support/packages.ts';
import { type Packed, pack } from '../support/packed.ts';
import { paste } from './paste.ts';
import { type Snippet, snippetsOf } from './readme.ts';

const nest = snippetsOf(`${ROOT}packages/nest/README.md`);
const whole = nest.find(({ code }) => code.includes('DATABASE_URL'));

/** The whole app of packages/nest/README.md, with what a later block of the page has in its class. */
function appWith(block: string, before: string): string {
  const made = whole?.code
    .replace(/(class DatabaseChecks \{\n)[\s\S]*?^\}/m, (_all, head: string) => `${head}${before}\n${block}}`)
    .replace('imports: [', 'imports: [TerminusModule, ');
  return `import { TerminusModule, TypeOrmHealthIndicator } from '@nestjs/terminus';
import { Health } from '@probez/nest';
${made}`;
}

/** The block of packages/nest/README.md that has this text. */
function blockWith(text: string): string {
  const page = readFileSync(`${ROOT}packages/nest/README.md`, 'utf8');
  const found = Array.from(page.matchAll(/^```ts\n([\s\S]*?)^```$/gm), ([, code = '']) => code).find((code) =>
    code.includes(text),
  );
  if (found === undefined) throw new Error(`packages/nest/README.md shows no ${text}`);
  return found;
}

const shows = (line: string): Snippet['seen'] => [
  { command: "curl 'localhost:3000/readyz?verbose'", output: `${line}\nreadyz check passed\n` },
];

/** A client for each line of docs/checks/sql.md, under the name that the line has for it. */
const CLIENTS: Readonly<Record<string, readonly [install: readonly string[], made: string]>> = {
  'knex, Objection': [
    ['knex', 'pg'],
    "import Knex from 'knex';\nconst knex = Knex({ client: 'pg', connection: url });",
  ],
  Drizzle: [['drizzle-orm', 'pg'], "import { drizzle } from 'drizzle-orm/node-postgres';\nconst db = drizzle(url);"],
  TypeORM: [
    ['typeorm', 'pg'],
    "import { DataSource } from 'typeorm';\nconst dataSource = await new DataSource({ type: 'postgres', url }).initialize();",
  ],
  Sequelize: [
    ['sequelize', 'pg'],
    "import { Sequelize } from 'sequelize';\nconst sequelize = new Sequelize(url, { logging: false });",
  ],
  Kysely: [
    ['kysely', 'pg'],
    `import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
const db = new Kysely({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) }) });`,
  ],
  MikroORM: [
    ['@mikro-orm/postgresql'],
    `import { EntitySchema, MikroORM } from '@mikro-orm/postgresql';
const Note = new EntitySchema({ name: 'Note', properties: { id: { type: 'number', primary: true } } });
const orm = await MikroORM.init({ entities: [Note], clientUrl: url, logger: () => {} });`,
  ],
  Slonik: [['slonik'], "import { createPool, sql } from 'slonik';\nconst pool = await createPool(url);"],
  // The same prepare().get(), without a compiler and a newer Node.
  'better-sqlite3, node:sqlite': [
    ['node-sqlite3-wasm'],
    "import sqlite from 'node-sqlite3-wasm';\nconst db = new sqlite.Database(':memory:');",
  ],
  'a library that takes a signal': [
    [],
    'const client = { query: async (_text, { signal }) => [{ answered: !signal.aborted }] };',
  ],
};
const page = readFileSync(`${ROOT}docs/checks/sql.md`, 'utf8');
const lines = Array.from(
  page.matchAll(/^(sqlCheck\(.*\)); +\/\/ (.*)$/gm),
  ([, line = '', who = '']) => [who, line] as const,
);

describe.skipIf(missing('initdb', 'postgres', 'setpriv'))('pasted, with a PostgreSQL', () => {
  let packed: Packed;
  let server: TestServer;
  beforeAll(async () => {
    [packed, server] = await Promise.all([pack(), startServer(postgresServer)]);
  }, 180_000);
  afterAll(async () => {
    packed?.remove();
    await server?.close();
  });
  const env = () => ({ DATABASE_URL: `postgres://${USER}:${PASSWORD}@127.0.0.1:${server.port}/postgres` });

  describe('packages/nest/README.md', () => {
    const install = [...(whole?.install ?? []), '@nestjs/terminus'];
    const apps: readonly (readonly [string, string, Snippet['seen']])[] = [
      ['the whole app', whole?.code ?? '', whole?.seen ?? []],
      [
        'an indicator of @nestjs/terminus',
        appWith(blockWith('pingCheck'), 'constructor(private readonly typeOrm: TypeOrmHealthIndicator) {}'),
        shows('[+]db ok'),
      ],
      [
        'a check that is registered by hand',
        appWith(blockWith('health.register'), "readonly warmUp = { name: 'warm-up', run: () => true };"),
        shows('[+]warm-up ok'),
      ],
    ];
    it.each(apps)('%s', { timeout: 120_000 }, (title, code, seen) =>
      paste({ title, install, language: 'ts', code, seen }, packed, env()),
    );
  });

  it('docs/getting-started.md: the service with its database', { timeout: 120_000 }, () => {
    const text = readFileSync(`${ROOT}docs/getting-started.md`, 'utf8');
    const code = Array.from(text.matchAll(/^```js server\.mjs\n([\s\S]*?)^```$/gm), ([, each = '']) => each).find(
      (each) => each.includes('DATABASE_URL'),
    );
    expect(code).toBeDefined();
    const install = ['@probez/checks', '@probez/express', 'express', 'pg'];
    const snippet = {
      title: 'server.mjs',
      install,
      language: 'js',
      code: code ?? '',
      seen: shows('[+]postgres ok'),
    } as const;
    return paste(snippet, packed, env());
  });

  describe('docs/checks/sql.md', () => {
    it('has a client here for each of its lines but Prisma, whose tool is downloaded at installation', () => {
      expect(lines.map(([who]) => who).filter((who) => who !== 'Prisma')).toEqual(Object.keys(CLIENTS));
    });

    it.each(lines.filter(([who]) => who in CLIENTS))('%s', { timeout: 120_000 }, async (who, line) => {
      const [install = [], made = ''] = CLIENTS[who] ?? [];
      const code = `import { sqlCheck } from '@probez/checks';
import { createHealth } from '@probez/core';
const url = process.env.DATABASE_URL;
${made}
const health = createHealth({ checks: [${line}], logger: false });
await health.refresh();
const [{ status, reason = '' }] = health.snapshot().checks;
console.log(status, reason);
process.exit();
`;
      const seen = [{ command: 'node app.mjs', output: 'pass' }];
      const names = ['@probez/checks', '@probez/core', ...install];
      await paste({ title: who, install: names, language: 'js', code, seen }, packed, env());
    });
  });
});
