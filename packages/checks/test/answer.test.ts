import { mysqlCheck, postgresCheck, sqlCheck } from '@probez/checks';
import { expect, test } from 'vitest';
import { runOnce } from './support.ts';

const no = [
  false,
  0,
  -0,
  0n,
  '0',
  '0.00',
  '-0',
  'f',
  'false',
  Buffer.from([0]),
  new Uint8Array([0]),
  { isZero: () => true },
];
const other = [
  true,
  1,
  -1,
  5n,
  '1',
  '',
  'down the road',
  null,
  Buffer.from([1]),
  new Uint8Array([1]),
  'full',
  Buffer.alloc(0),
  new Date(0),
  { isZero: () => false },
];

/** A cell in each shape that a driver or a builder gives an answer in. */
const shapes: readonly (readonly [string, (cell: unknown) => unknown])[] = [
  ['rows of pg, knex, Drizzle, Kysely, Slonik', (cell) => ({ command: 'SELECT', rowCount: 1, rows: [{ a: cell }] })],
  ['the same as lists', (cell) => ({ rows: [[cell]] })],
  ['several statements of pg', (cell) => [{ rows: [] }, { rows: [{ a: cell }] }]],
  ['a list of rows: postgres.js, TypeORM, Prisma, mariadb', (cell) => [{ a: cell }]],
  ['mysql2', (cell) => [[{ a: cell }], [{ name: 'a' }]]],
  ['mysql2, rows as lists', (cell) => [[[cell]], [{ name: 'a' }]]],
  ['Sequelize over pg', (cell) => [[{ a: cell }], { rows: [{ a: cell }], rowCount: 1 }]],
  [
    'Sequelize over mysql2',
    (cell) => {
      const rows = [{ a: cell }];
      return [rows, rows];
    },
  ],
  ['one row: better-sqlite3, node:sqlite', (cell) => ({ a: cell })],
  ['plucked', (cell) => [cell]],
  [
    'several statements of mysql2',
    (cell) => [
      [[{ a: 1 }], [{ b: cell }]],
      [[{ name: 'a' }], [{ name: 'b' }]],
    ],
  ],
  ['mssql', (cell) => ({ recordsets: [[{ '': cell }]], recordset: [{ '': cell }], output: {}, rowsAffected: [1] })],
  ['D1', (cell) => ({ success: true, results: [{ a: cell }], meta: {} })],
  ['ClickHouse', (cell) => ({ meta: [], data: [{ a: cell }], rows: 1 })],
  ['BigQuery', (cell) => [[{ a: cell }]]],
  ['BigQuery, with its job', (cell) => [[{ a: cell }], null, {}]],
];

test.each(shapes)('a single cell in %s: false and 0 fail, the rest passes', async (_shape, answer) => {
  for (const [cells, status] of [
    [no, 'fail'],
    [other, 'pass'],
  ] as const) {
    for (const cell of cells) {
      const result = await runOnce(sqlCheck(async () => answer(cell)));
      expect([cell, result.status]).toEqual([cell, status]);
    }
  }
});

test('the cell itself, as people pick it out: false and 0 fail', async () => {
  for (const cell of no) expect(await runOnce(sqlCheck(async () => cell))).toMatchObject({ status: 'fail' });
  expect(await runOnce(sqlCheck(async () => false))).toMatchObject({
    reason: 'the database: answered false to the query',
  });
  expect(await runOnce(sqlCheck(async () => 'f'))).toMatchObject({
    reason: 'the database: answered false to the query',
  });
  for (const cell of [true, 1, undefined, null, 'PONG'])
    expect(await runOnce(sqlCheck(async () => cell))).toMatchObject({ status: 'pass' });
});

test.each([
  ['no row', { rows: [] }, 'pass'],
  ['two rows', { rows: [{ a: false }, { a: false }] }, 'pass'],
  ['two columns', { rows: [{ a: false, b: false }] }, 'pass'],
  ['two rows that are lists', [[0], [0]], 'pass'],
  ['a result header of mysql2', [{ affectedRows: 0, insertId: 0 }, undefined], 'pass'],
  ['MikroORM', { ok: false, reason: 'connect ECONNREFUSED' }, 'fail'],
  ['a status word', 'down', 'fail'],
  ['a result', { status: 'warn', reason: 'behind by 9 s' }, 'warn'],
  ['an error', new Error('gone'), 'fail'],
] as const)('%s', async (_what, answer, status) => {
  expect(await runOnce(sqlCheck(async () => answer))).toMatchObject({ status });
});

test('a result says what it observed', async () => {
  const lag = sqlCheck(async () => ({ status: 'warn', reason: 'behind by 9 s', observedValue: 9, observedUnit: 's' }));
  expect(await runOnce(lag)).toEqual({ status: 'warn', reason: 'behind by 9 s', observedValue: 9, observedUnit: 's' });
});

test('postgresCheck and mysqlCheck name the question', async () => {
  const query = 'select not pg_is_in_recovery()';
  const client = { escapeIdentifier: String, query: async () => ({ rows: [{ a: false }] }) };
  expect(await runOnce(postgresCheck(client, { query }))).toMatchObject({
    status: 'fail',
    reason: `PostgreSQL: answered false to ${query}`,
  });
  const neon = Object.assign(() => {}, {
    query: async () => [{ a: false }],
    unsafe: () => ({}),
    transaction: () => {},
  });
  expect(await runOnce(postgresCheck(neon, { query }))).toMatchObject({
    status: 'fail',
    reason: `PostgreSQL: answered false to ${query}`,
  });
  expect(
    await runOnce(mysqlCheck({ query: async () => [[{ a: 0 }], [{ name: 'a' }]] }, { query: 'select 0' })),
  ).toMatchObject({
    status: 'fail',
    reason: 'MySQL: answered 0 to select 0',
  });
});

test('a function that forgets its return would pass for ever', async () => {
  expect(await runOnce(sqlCheck(() => {}))).toMatchObject({
    status: 'fail',
    reason: 'the database: the query function returned nothing: is a return missing?',
  });
});
