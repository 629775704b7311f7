import type { CheckResult, PolledCheck } from '@probez/core';
import { peek, refuse } from '@probez/core/internal';
import { judgeAnswer } from './answer.ts';
import { abortable, askOnce } from './attempts.ts';
import { defineCheck, knownOptions, type ReadyCheckOptions, type Run } from './define.ts';
import { Finding } from './explain.ts';
import { needClient } from './known-clients.ts';
import { place, subjectAt } from './place.ts';

/** The part of a pool of `mysql2/promise` that the check needs. */
export interface MysqlPool {
  getConnection(): Promise<MysqlPoolConnection>;
}

/** The part of a pool's connection that the check needs. */
export interface MysqlPoolConnection {
  query(sql: string): Promise<unknown>;
  release(): void;
  destroy(): void;
}

/** The part of a single connection of `mysql2/promise` that the check needs. */
export interface MysqlConnection {
  query(sql: string): Promise<unknown>;
}

/** The part of a pool or a connection of `mysql2` with callbacks that the check needs. */
export interface MysqlCallbackClient {
  promise(): MysqlPool | MysqlConnection;
}

/** Options of {@link mysqlCheck}. */
export interface MysqlCheckOptions extends ReadyCheckOptions {
  /**
   * The query. Keep it cheap: it runs every period in every replica. If it returns a single value that is `false` or 0, the
   * check fails.
   * @default 'select 1'
   */
  readonly query?: string | undefined;
}

const ALLOWED = 'a pool or a connection of mysql2, mysql2/promise or mariadb';

/**
 * Runs a query on MySQL or MariaDB over the app's own pool, cluster or connection of `mysql2` (with promises or callbacks) or
 * `mariadb`. If a query hangs, the pool's connection is destroyed at the timeout, and the pool opens a new one when it needs one.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function mysqlCheck(
  client: MysqlPool | MysqlConnection | MysqlCallbackClient,
  options: MysqlCheckOptions = {},
): PolledCheck {
  knownOptions('mysqlCheck', options, ['query']);
  const { query = 'select 1' } = options;
  if (typeof query !== 'string' || query === '') refuse('mysqlCheck: query', query, 'a query that is not empty');
  needClient('mysqlCheck', client, [], ALLOWED);
  const promised = 'promise' in client ? client.promise() : client;
  needClient('mysqlCheck', promised, ['getConnection' in promised ? 'getConnection' : 'query'], ALLOWED);
  const subject = (): string => subjectAt('MySQL', placeOf(client));
  const run =
    'getConnection' in promised ? overPool(promised, subject, query) : overConnection(promised, subject, query);
  const kind = { factory: 'mysqlCheck', name: 'mysql', componentType: 'datastore', subject, run };
  return defineCheck(kind, options, ['query']);
}

type RunQuery = (run: Run) => Promise<Partial<CheckResult> | undefined>;

function overPool(pool: MysqlPool, subject: () => string, query: string): RunQuery {
  /** Our own place in the queue is not one of the app's. */
  let asked = 0;
  const acquire = askOnce(
    async () => {
      asked += 1;
      try {
        return await pool.getConnection();
      } finally {
        asked -= 1;
      }
    },
    (late) => late.release(),
  );
  return async ({ signal, step }) => {
    if (wasEnded(pool)) throw new Finding('the cluster was ended: give the check an open one');
    step(waitingFor(pool, asked, subject()));
    const connection = await acquire(signal);
    step(`${subject()} does not answer ${query}`);
    let answer: unknown;
    try {
      answer = await abortable(connection.query(query), signal);
    } catch (error) {
      // A server that answers with an error has an SQL state; the connection is sound then.
      if (!signal.aborted && typeof peek(error, 'sqlState') === 'string') connection.release();
      else connection.destroy();
      throw error;
    }
    connection.release();
    return judgeAnswer(answer, query);
  };
}

function overConnection(connection: MysqlConnection, subject: () => string, query: string): RunQuery {
  // The connection is the app's: it is not ours to destroy, and one unanswered query is all that we leave on it.
  const ask = askOnce(() => connection.query(query));
  return async ({ signal, step }) => {
    step(`${subject()} does not answer ${query} on the app's one connection`);
    return judgeAnswer(await ask(signal), query);
  };
}

/** A cluster of mysql2 that was ended closes a node's connections once more when it is asked, and throws where nobody can catch it. */
const wasEnded = (pool: MysqlPool): boolean =>
  peek(pool, 'poolCluster', '_closed') === true || peek(pool, 'poolNamespace', '_cluster', '_closed') === true;

/** mysql2 does not publish its counters; if a version keeps them elsewhere, the reason is less exact. */
function waitingFor(pool: MysqlPool, asked: number, subject: string): string {
  const core = peek(pool, 'pool');
  const limit = peek(core, 'config', 'connectionLimit');
  const all = peek(core, '_allConnections', 'length');
  const free = peek(core, '_freeConnections', 'length');
  if (typeof limit === 'number' && limit > 0 && free === 0 && typeof all === 'number' && all >= limit) {
    const waiting = peek(core, '_connectionQueue', 'length');
    const others = typeof waiting === 'number' ? waiting - asked : 0;
    const queue = others > 0 ? ` and ${others} more wait` : '';
    return `the pool is exhausted, all ${limit} connections to ${subject} are in use${queue}; find what keeps them, or raise connectionLimit`;
  }
  return `no connection to ${subject}`;
}

function placeOf(client: unknown): string {
  const configs = [
    peek(client, 'pool', 'config', 'connectionConfig'),
    peek(client, 'config', 'connectionConfig'),
    peek(client, 'connection', 'config'),
    peek(client, 'config'),
  ];
  const config = configs.find((each) => peek(each, 'host') !== undefined || peek(each, 'socketPath') !== undefined);
  return place(peek(config, 'socketPath') ?? peek(config, 'host'), peek(config, 'port'));
}
