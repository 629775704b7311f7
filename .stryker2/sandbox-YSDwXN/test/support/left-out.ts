// @ts-nocheck
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestModule } from 'vitest/node';
import { installing } from './programs.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
type Row = readonly [file: string, tests: string, programs: string];

/** What a run left out for want of programs, one row a file, and the command that changes it. */
export function leftOutTable(modules: readonly TestModule[]): readonly string[] {
  const rows = modules.flatMap((module): Row[] => {
    const { leftOut } = module.meta();
    if (leftOut === undefined) return [];
    const tests = [...module.children.allTests('skipped')].length;
    return [[relative(ROOT, module.moduleId), String(tests), leftOut.join(', ')]];
  });
  if (rows.length === 0) return [];
  const programs = modules.flatMap((module) => module.meta().leftOut ?? []);
  return ['', ...aligned([['left out', 'tests', 'for want of'], ...rows.sort()]), '', `  ${installing(programs)}`, ''];
}

function aligned(rows: readonly Row[]): readonly string[] {
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  const [file, tests] = [width(0), width(1)];
  return rows.map(([name, count, programs]) => `  ${name.padEnd(file)}  ${count.padStart(tests)}  ${programs}`);
}
