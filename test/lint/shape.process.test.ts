import { describe, expect, it } from 'vitest';
import { lintTree } from './tree.ts';

const lines = (count: number): string => `export function long(): void {\n${'  void 0;\n'.repeat(count)}}\n`;
const SRC = 'packages/node/src/';

const SAMPLES = [
  { file: `${SRC}hundred.ts`, code: lines(100) },
  { file: `${SRC}hundred-and-one.ts`, code: lines(101) },
  {
    file: `${SRC}nested/inner.ts`,
    code: `export function outer() {\n  return () => {\n${'    void 0;\n'.repeat(110)}  };\n}\n`,
  },
  { file: `${SRC}a.ts`, code: "import { b } from './b.ts';\n\nexport const a = () => b;\n" },
  { file: `${SRC}b.ts`, code: "import { a } from './a.ts';\n\nexport const b = () => a;\n" },
  { file: `${SRC}c.ts`, code: "import type { D } from './d.ts';\n\nexport type C = { d: D };\n" },
  { file: `${SRC}d.ts`, code: "import type { C } from './c.ts';\n\nexport type D = { c: C };\n" },
  { file: `${SRC}e.ts`, code: "import type { C } from './c.ts';\n\nexport type E = C;\n" },
  { file: 'test/long.ts', code: lines(200) },
];

describe('the linter holds the shape of sources', async () => {
  const findings = await lintTree(SAMPLES);
  it.each([
    ['a function of 100 lines is long enough', `${SRC}hundred.ts`, undefined],
    ['one of 101 is too long', `${SRC}hundred-and-one.ts`, 'noExcessiveLinesPerFunction'],
    ['and so is one inside another', `${SRC}nested/inner.ts`, 'noExcessiveLinesPerFunction'],
    ['a circle of imports', `${SRC}a.ts`, 'noImportCycles'],
    ['its other end', `${SRC}b.ts`, 'noImportCycles'],
    ['a circle of types', `${SRC}c.ts`, 'noImportCycles'],
    ['its other end, too', `${SRC}d.ts`, 'noImportCycles'],
    ['whoever looks at a circle is not part of it', `${SRC}e.ts`, undefined],
    ['tests tell stories, which may be long', 'test/long.ts', undefined],
  ])('%s', (_title, file, rule) => {
    const found = findings.filter(
      (line) => line.includes(`${file},`) && /noExcessiveLinesPerFunction|noImportCycles/.test(line),
    );
    if (rule === undefined) expect(found).toEqual([]);
    else expect(found.join('\n')).toContain(rule);
  });
});
