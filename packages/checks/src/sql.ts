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
 * Runs the app's own question through whatever door it has to its database: knex, Drizzle, Prisma, TypeORM, Sequelize.
 * The function is given an AbortSignal, for libraries that take one. Where a question cannot be taken back, at most one
 * stays behind: the next run waits for it.
 *
 * What it answers decides: `false` or 0 in a single cell fails, as does what fails in every check's run: `false`, `{ ok: false }`, a
 * status that does not pass. No row, several rows or several columns pass: ask for one cell. Libraries without promises (better-sqlite3, `node:sqlite`) return their answer itself.
 * @throws `ProbezError` with `INVALID_OPTION` where what is given cannot be used
 */
export function sqlCheck(query: (signal: AbortSignal) => unknown, options: SqlCheckOptions = {}): PolledCheck {
  refuseOthers('sqlCheck', query, 'query');
  if (typeof query !== 'function') refuse('sqlCheck: query', query, "a function that asks: () => knex.raw('select 1')");
  let signalNow = new AbortController().signal;
  const ask = askOnce(async () => {
    const asked = query(signalNow);
    // `() => { db.query(...) }` returns nothing and would pass for ever.
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
