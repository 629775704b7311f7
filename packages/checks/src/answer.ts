import type { CheckResult } from '@probez/core';
import { normalizeOutcome, peek } from '@probez/core/internal';
import { Finding } from './explain.ts';

/**
 * Judges what a database answered to a question of the user's: a single cell that is `false` or 0 fails, and the rest is as for every
 * check's run. `asked` is the question, for the reason.
 */
export function judgeAnswer(answer: unknown, asked: string): Partial<CheckResult> | undefined {
  const cell = singleCell(answer);
  if (isNo(cell)) throw new Finding(`answered ${/^f/i.test(String(cell)) ? 'false' : '0'} to ${asked}`);
  return judgeValue(answer);
}

/** A value of the user's by the table that holds for every check. */
export function judgeValue(value: unknown): Partial<CheckResult> | undefined {
  const { status, reason, ...rest } = normalizeOutcome(value);
  if (status === 'fail') throw new Finding(reason ?? 'failed without a reason');
  return status === 'pass' ? rest : { status, ...(reason === undefined ? {} : { reason }), ...rest };
}

/** The one value of an answer with one row and one column, in whatever shape the driver has for it; else the answer itself. */
function singleCell(answer: unknown): unknown {
  const rows = rowsOf(answer);
  if (rows === undefined) return inRow(answer);
  return rows.length === 1 ? inRow(rows[0]) : undefined;
}

/** Where results keep their rows: pg, knex, Kysely and Drizzle; mssql; D1; ClickHouse. */
const PLACES = ['rows', 'recordset', 'results', 'data'];

function rowsOf(answer: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(answer)) return PLACES.map((place) => peek(answer, place)).find(isList);
  const list: readonly unknown[] = answer;
  const [rows, fields] = list;
  // pg gives a result for each of several statements, mysql2 rows and fields for each: the last is the answer.
  if (list.length > 0 && list.every((each) => isList(peek(each, 'rows')))) return rowsOf(list.at(-1));
  if (list.length === 2 && isList(rows) && isList(fields) && fields.length > 0 && fields.every(areFields))
    return rowsOf(rows.at(-1));
  return isWithMore(list) ? rowsOf(rows) : list;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const areFields = (value: unknown) => isList(value) && value.length > 0 && value.every(isField);
const isField = (value: unknown) => typeof peek(value, 'name') === 'string';
const isRecord = (value: unknown) => typeof value === 'object' && value !== null && !isList(value);

/** `[rows, fields]` of mysql2 and Sequelize, `[rows]` and `[rows, job, response]` of BigQuery. Two rows that are arrays are none. */
function isWithMore(list: readonly unknown[]): boolean {
  const [rows, ...more] = list;
  if (!isList(rows)) return false;
  if (more.length === 0) return rows.length > 0 && rows.every(isRecord);
  return more.every((each) => each === rows || !isList(each) || each.every(isField));
}

function inRow(row: unknown): unknown {
  if (typeof row !== 'object' || row === null || ArrayBuffer.isView(row) || isDecimal(row)) return row;
  const values = Object.values(row);
  return values.length === 1 ? values[0] : row;
}

/**
 * `false` and 0 as databases say them: `pg` gives a count as text, and a boolean too where its types are off; MySQL and SQLite give a bit as
 * bytes, Prisma a decimal as an object.
 */
function isNo(cell: unknown): boolean {
  if (typeof cell === 'string') return /^(?:[+-]?0+(?:\.0+)?|f|false)$/i.test(cell);
  if (cell instanceof Uint8Array) return cell.length > 0 && cell.every((byte) => byte === 0);
  return isDecimal(cell) ? cell.isZero() === true : cell === false || cell === 0 || cell === 0n;
}

/** As Prisma and MikroORM give a `numeric`. */
const isDecimal = (cell: unknown): cell is { isZero(): unknown } => typeof peek(cell, 'isZero') === 'function';
