import type { PolledCheck } from '@probez/core';
import { askOnce } from './attempts.ts';
import { defineCheck, type ReadyCheckOptions } from './define.ts';
import { Finding } from './explain.ts';
import { refuse } from './validate.ts';

/** Options of {@link sqlCheck}. */
export type SqlCheckOptions = ReadyCheckOptions;

/**
 * Runs the app's own question through whatever door it has to its database: knex, Drizzle, Prisma, TypeORM, Sequelize.
 * The function is given an AbortSignal, for libraries that take one. Where a question cannot be taken back, at most one
 * stays behind: the next run waits for it.
 */
export function sqlCheck(
  query: (signal: AbortSignal) => PromiseLike<unknown>,
  options: SqlCheckOptions = {},
): PolledCheck {
  if (typeof query !== 'function')
    refuse('sqlCheck', 'query', query, "a function that asks: () => knex.raw('select 1')");
  let signalNow = new AbortController().signal;
  const ask = askOnce(async () => {
    const asked = query(signalNow);
    // `() => { db.query(...) }` returns nothing and would pass for ever.
    if (typeof asked?.then !== 'function')
      throw new Finding('the query function returned no promise: does it lack a return?');
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
        await ask(signal);
        return undefined;
      },
    },
    options,
  );
}
