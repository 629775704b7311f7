import type { PolledCheck } from '@probez/core';
import { refuse } from '@probez/core/internal';
import { judgeAnswer } from './answer.ts';
import { askOnce } from './attempts.ts';
import { defineCheck, type ReadyCheckOptions } from './define.ts';
import { Finding } from './explain.ts';
import { refuseOthers } from './known-clients.ts';

/** Options of {@link sqlCheck}. */
export type SqlCheckOptions = ReadyCheckOptions;

/**
 * Runs a query through the app's own database library: knex, Drizzle, Prisma, TypeORM, Sequelize and others.
 * @param query a function that runs a query and returns its result or a promise of it. It gets an `AbortSignal` for libraries that
 * accept one. If a query cannot be cancelled, at most one stays behind: the next run waits for it. If the result is a single value
 * (one row with one column), `false` and 0 fail; no rows, several rows or several columns pass. `{ ok: false }` and the like fail as
 * in every check
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function sqlCheck(query: (signal: AbortSignal) => unknown, options: SqlCheckOptions = {}): PolledCheck {
  refuseOthers('sqlCheck', query, 'query');
  if (typeof query !== 'function') refuse('sqlCheck: query', query, "a function that asks: () => knex.raw('select 1')");
  let signalNow = new AbortController().signal;
  const ask = askOnce(async () => {
    const asked = query(signalNow);
    // `() => { db.query(...) }` returns nothing and would pass forever.
    if (asked === undefined) throw new Finding('the query function returned nothing: is a return missing?');
    return asked;
  });
  return defineCheck(
    {
      factory: 'sqlCheck',
      name: 'sql',
      componentType: 'datastore',
      subject: () => 'the database',
      async run({ signal, step }) {
        step('the database does not answer, or the pool has no free connection');
        signalNow = signal;
        return judgeAnswer(await ask(signal), 'the query');
      },
    },
    options,
  );
}
