import type { CheckResult, PolledCheck } from '@probez/core';
import { peek, refuse } from '@probez/core/internal';
import { judgeAnswer } from './answer.ts';
import { abortable, askOnce } from './attempts.ts';
import { defineCheck, knownOptions, type ReadyCheckOptions, type Run } from './define.ts';
import { needClient } from './known-clients.ts';
import { place, placeOfUrl, subjectAt } from './place.ts';

/** The part of a `pg` Pool that the check needs. */
export interface PgPool {
  connect(): Promise<PgPoolClient>;
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** The part of a client of a `pg` Pool that the check needs. */
export interface PgPoolClient {
  query(text: string): Promise<unknown>;
  release(destroy?: boolean): void;
  on?(event: 'error', listener: (error: Error) => void): unknown;
  removeListener?(event: 'error', listener: (error: Error) => void): unknown;
}

/** The part of a single `pg` Client that the check needs. */
export interface PgClient {
  query(text: string): Promise<unknown>;
  escapeIdentifier(text: string): string;
}

/** The part of the `sql` function of `postgres` (postgres.js) that the check needs. */
export interface PostgresSql {
  unsafe(query: string): PromiseLike<unknown>;
}

/** The part of the `sql` function of `@neondatabase/serverless` (made by `neon()`) that the check needs. */
export interface NeonSql {
  query(text: string): PromiseLike<unknown>;
  unsafe(text: string): unknown;
  transaction(...queries: never[]): unknown;
}

/** The part of a database of `pg-promise` that the check needs; its pool is used. */
export interface PgPromiseDatabase {
  readonly $pool: object;
  oneOrNone(...query: never[]): unknown;
}

/** What {@link postgresCheck} takes. */
export type PostgresClient = PgPool | PgClient | PostgresSql | NeonSql | PgPromiseDatabase;

/** Options of {@link postgresCheck}. */
export interface PostgresCheckOptions extends ReadyCheckOptions {
  /**
   * The query. Keep it cheap: it runs every period in every replica. If it returns a single value that is `false` or 0, the
   * check fails.
   * @default 'select 1'
   */
  readonly query?: string | undefined;
}

/**
 * Runs a query on PostgreSQL over the app's own `pg` Pool or Client, `pg-promise` database, or `sql` function of `postgres`
 * (postgres.js) or Neon. If a query hangs in a `pg` Pool, its connection is destroyed at the timeout; with the other clients at
 * most one query stays behind.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function postgresCheck(client: PostgresClient, options: PostgresCheckOptions = {}): PolledCheck {
  knownOptions('postgresCheck', options, ['query']);
  const { query = 'select 1' } = options;
  if (typeof query !== 'string' || query === '') refuse('postgresCheck: query', query, 'a query that is not empty');
  const { subject, run } = doorOf(client, query);
  const kind = { factory: 'postgresCheck', name: 'postgres', componentType: 'datastore', subject, run };
  return defineCheck(kind, options, ['query']);
}

interface Door {
  subject(): string;
  run(run: Run): Promise<Partial<CheckResult> | undefined>;
}

const ALLOWED = 'a Pool or Client of pg, a database of pg-promise, or the sql function of postgres or Neon';

function doorOf(given: PostgresClient, query: string): Door {
  needClient('postgresCheck', given, [], ALLOWED);
  const client = '$pool' in given ? poolOf(given) : given;
  if ('totalCount' in client) {
    needClient('postgresCheck', client, ['connect'], ALLOWED);
    return overPool(client, query);
  }
  if ('transaction' in client) {
    needClient('postgresCheck', client, ['query'], ALLOWED);
    return overSql(client, () => client.query(query), query);
  }
  if ('unsafe' in client) {
    needClient('postgresCheck', client, ['unsafe'], ALLOWED);
    return overSql(client, () => client.unsafe(query), query);
  }
  needClient('postgresCheck', client, ['query', 'escapeIdentifier'], ALLOWED);
  return overClient(client, query);
}

/** pg-promise types its pool as an object with `end` only. */
function poolOf({ $pool }: PgPromiseDatabase): PgPool {
  return isPool($pool) ? $pool : refuse('postgresCheck: the $pool of the client', $pool, 'a Pool of pg');
}

const isPool = (value: object): value is PgPool => 'totalCount' in value && 'connect' in value;

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
      let answer: unknown;
      try {
        answer = await abortable(client.query(query), signal);
      } catch (error) {
        // A hung connection does not hold its place in the pool forever. One that answers with an error is sound.
        const sound = peek(error, 'severity') === 'ERROR';
        if (sound) client.removeListener?.('error', ignore);
        client.release(!sound);
        throw error;
      }
      client.removeListener?.('error', ignore);
      client.release();
      return judgeAnswer(answer, query);
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
    return `the pool is exhausted, all ${max} connections to ${subject} are in use${queue}; find what keeps them, or raise max`;
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
      return judgeAnswer(await ask(signal), query);
    },
  };
}

function overSql(sql: PostgresSql | NeonSql, send: () => PromiseLike<unknown>, query: string): Door {
  const subject = (): string =>
    subjectAt('PostgreSQL', place(peek(sql, 'options', 'host', 0), peek(sql, 'options', 'port', 0)));
  // A plain query. A connection of sql.reserve() would be kept from the app for as long as its query hangs, and cancel() on a
  // shared one could hit what the app runs there. At most one query stays behind.
  const ask = askOnce(send);
  return {
    subject,
    async run({ signal, step }) {
      step(`${subject()} does not answer ${query}, or all connections of the pool are in use`);
      return judgeAnswer(await ask(signal), query);
    },
  };
}
