import type { CheckResult } from '@probez/core';
import { normalizeOutcome, peek } from '@probez/core/internal';
import { Finding } from './explain.ts';

/**
 * Judges what a database answered to a question of the user's: a single cell that is `false` or 0 fails, and the rest is as for every
 * check's run. `asked` is the question, for the reason.
 */
export function judgeAnswer(answer: unknown, asked: string): Partial<CheckResult> | undefined {
  const cell = singleCell(answer);
  if (isNo(cell)) throw new Finding(`answered ${cell === false ? 'false' : '0'} to ${asked}`);
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

function rowsOf(answer: unknown): readonly unknown[] | undefined {
  const rows = peek(answer, 'rows');
  if (Array.isArray(rows)) return rows; // pg, knex, Kysely, Drizzle
  if (!Array.isArray(answer)) return undefined;
  const list: readonly unknown[] = answer;
  // pg gives a result for each of several statements: the last is the answer.
  if (list.length > 0 && list.every((each) => Array.isArray(peek(each, 'rows')))) return rowsOf(list.at(-1));
  return isPair(list) ? rowsOf(list[0]) : list;
}

/** mysql2 and Sequelize: `[rows, fields]`. Two rows that are arrays are none. */
function isPair(list: readonly unknown[]): boolean {
  const [rows, fields] = list;
  if (list.length !== 2 || !Array.isArray(rows)) return false;
  return fields === rows || !Array.isArray(fields) || fields.every((field) => typeof peek(field, 'name') === 'string');
}

function inRow(row: unknown): unknown {
  if (typeof row !== 'object' || row === null || Buffer.isBuffer(row) || isDecimal(row)) return row;
  const values = Object.values(row);
  return values.length === 1 ? values[0] : row;
}

/** `false` and 0 as databases say them: `pg` gives a count as text, MySQL a bit as bytes, Prisma a decimal as an object. */
function isNo(cell: unknown): boolean {
  if (typeof cell === 'string') return /^[+-]?0+(\.0+)?$/.test(cell);
  if (Buffer.isBuffer(cell)) return cell.length > 0 && cell.every((byte) => byte === 0);
  return isDecimal(cell) ? cell.isZero() === true : cell === false || cell === 0 || cell === 0n;
}

/** As Prisma and MikroORM give a `numeric`. */
const isDecimal = (cell: unknown): cell is { isZero(): unknown } => typeof peek(cell, 'isZero') === 'function';
