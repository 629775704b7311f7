import type { PolledCheck } from '@probez/core';
import { peek } from '@probez/core/internal';
import { abortable, askOnce } from './attempts.ts';
import { defineCheck, knownOptions, type ReadyCheckOptions, type Run } from './define.ts';
import { place, placeOfUrl, subjectAt } from './place.ts';
import { needMethods, refuse } from './validate.ts';

/** What the check needs of a `pg` Pool. */
export interface PgPool {
  connect(): Promise<PgPoolClient>;
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** What the check needs of a client that a `pg` Pool lends. */
export interface PgPoolClient {
  query(text: string): Promise<unknown>;
  release(destroy?: boolean): void;
  on?(event: 'error', listener: (error: Error) => void): unknown;
  removeListener?(event: 'error', listener: (error: Error) => void): unknown;
}

/** What the check needs of a single `pg` Client. */
export interface PgClient {
  query(text: string): Promise<unknown>;
  escapeIdentifier(text: string): string;
}

/** What the check needs of `postgres` (postgres.js): the `sql` function. */
export interface PostgresSql {
  unsafe(query: string): PromiseLike<unknown>;
}

/** Options of {@link postgresCheck}. */
export interface PostgresCheckOptions extends ReadyCheckOptions {
  /**
   * The question. Make it cheap: it runs every period in every replica.
   * @default 'select 1'
   */
  readonly query?: string | undefined;
}

/**
 * Asks PostgreSQL over the app's own `pg` Pool or Client, or `postgres` (postgres.js) instance.
 * In a `pg` Pool a query that hangs costs its connection: it is destroyed at the time-out. Elsewhere at most one query stays behind.
 */
export function postgresCheck(
  client: PgPool | PgClient | PostgresSql,
  options: PostgresCheckOptions = {},
): PolledCheck {
  knownOptions('postgresCheck', options, ['query']);
  const { query = 'select 1' } = options;
  if (typeof query !== 'string' || query === '') refuse('postgresCheck', 'query', query, 'a query, not empty');
  const { subject, run } = doorOf(client, query);
  const kind = { factory: 'postgresCheck', name: 'postgres', componentType: 'datastore', subject, run };
  return defineCheck(kind, options, ['query']);
}

interface Door {
  subject(): string;
  run(run: Run): Promise<undefined>;
}

function doorOf(client: PgPool | PgClient | PostgresSql, query: string): Door {
  const allowed = 'a pg Pool or Client, or the sql function of postgres';
  needMethods('postgresCheck', client, [], allowed);
  if ('unsafe' in client) {
    needMethods('postgresCheck', client, ['unsafe'], allowed);
    return overPostgresJs(client, query);
  }
  if ('totalCount' in client) {
    needMethods('postgresCheck', client, ['connect'], allowed);
    return overPool(client, query);
  }
  needMethods('postgresCheck', client, ['query'], allowed);
  return overClient(client, query);
}

function overPool(pool: PgPool, query: string): Door {
  /** The place as the driver knows it once it has connected; before that, as it was configured. */
  let seen = '';
  const subject = (): string =>
    subjectAt(
      'PostgreSQL',
      seen,
      placeOfUrl(peek(pool, 'options', 'connectionString'), 5432),
      place(
        peek(pool, 'options', 'host') ?? process.env.PGHOST ?? 'localhost',
        peek(pool, 'options', 'port') ?? process.env.PGPORT ?? 5432,
      ),
    );
  /** Our own place in the queue is not one of the app's. */
  let asked = 0;
  const acquire = askOnce(
    async () => {
      asked += 1;
      try {
        return await pool.connect();
      } finally {
        asked -= 1;
      }
    },
    (late) => late.release(),
  );
  return {
    subject,
    async run({ signal, step }) {
      step(waitingFor(pool, pool.waitingCount - asked, subject()));
      const client = await acquire(signal);
      seen = place(peek(client, 'host'), peek(client, 'port'));
      step(`${subject()} does not answer ${query}`);
      // A client that is lent has nobody who hears of its connection's death beside its query, and that would end the
      // process: https://node-postgres.com/apis/client#error
      client.on?.('error', ignore);
      try {
        await abortable(client.query(query), signal);
      } catch (error) {
        // A hung connection does not hold its place in the pool for ever. One that answers with an error is sound.
        const sound = peek(error, 'severity') === 'ERROR';
        if (sound) client.removeListener?.('error', ignore);
        client.release(!sound);
        throw error;
      }
      client.removeListener?.('error', ignore);
      client.release();
      return undefined;
    },
  };
}

/** The query tells of it as well. */
const ignore = (): void => {};

function waitingFor(pool: PgPool, others: number, subject: string): string {
  const max = peek(pool, 'options', 'max');
  const { totalCount, idleCount } = pool;
  if (idleCount === 0 && typeof max === 'number' && totalCount >= max) {
    const queue = others > 0 ? ` and ${others} more wait` : '';
    return `the pool is exhausted, all ${max} connections to ${subject} are in use${queue}; find what holds them, or raise max`;
  }
  const limit = peek(pool, 'options', 'connectionTimeoutMillis')
    ? ''
    : '; set connectionTimeoutMillis, so that the pool gives up too';
  return `no connection to ${subject}${limit}`;
}

function overClient(client: PgClient, query: string): Door {
  const subject = (): string => subjectAt('PostgreSQL', place(peek(client, 'host'), peek(client, 'port')));
  // The connection is the app's: it is not ours to destroy, and one unanswered query is all that we leave on it.
  const ask = askOnce(() => client.query(query));
  return {
    subject,
    async run({ signal, step }) {
      step(`${subject()} does not answer ${query} on the app's one connection`);
      await ask(signal);
      return undefined;
    },
  };
}

function overPostgresJs(sql: PostgresSql, query: string): Door {
  const subject = (): string =>
    subjectAt('PostgreSQL', place(peek(sql, 'options', 'host', 0), peek(sql, 'options', 'port', 0)));
  // A plain query. A connection of sql.reserve() would be kept from the app for as long as its query hangs, and cancel() on a
  // shared one could hit what the app runs there. At most one query stays behind.
  const ask = askOnce(() => sql.unsafe(query));
  return {
    subject,
    async run({ signal, step }) {
      step(`${subject()} does not answer ${query}, or all connections of the pool are in use`);
      await ask(signal);
      return undefined;
    },
  };
}
