import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { barePath } from './test/support/bare-path.ts';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const packages = readdirSync(source('packages')).join('|');
const tests = (pattern: string) => ['packages/*/test', 'examples/*/test', 'test'].map((at) => `${at}/**/${pattern}`);
const setup = source('test/support/properties.ts');

/** Suites that start processes mostly wait for them: more at a time than there are cores. */
const SIDE_BY_SIDE = 4;

export default defineConfig({
  resolve: {
    // Tests run on the sources; what they start in processes of its own uses the built packages, as users do.
    alias: [
      { find: new RegExp(`^@probez/(${packages})$`), replacement: source('packages/$1/src/index.ts') },
      { find: new RegExp(`^@probez/(${packages})/(.+)$`), replacement: source('packages/$1/src/$2.ts') },
    ],
  },
  test: {
    reporters: ['default', source('test/support/closing-line.ts')],
    // A file's name says where it belongs: see CONTRIBUTING.md.
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Not all cores but one: with two cores that is half of the speed.
          ...(process.env.CI === 'true' ? {} : { maxWorkers: '100%' }),
          include: tests('*.test.ts'),
          exclude: ['**/node_modules/**', ...tests('*.{process,real}.test.ts')],
          // Modules are loaded once per worker, not once per file, which is half of the time; `nothing-left.ts` keeps files apart. Not in
          // CI: there one worker has all files, and would hold in its memory what any of them has loaded.
          isolate: process.env.CI === 'true',
          setupFiles: [setup, source('test/support/refused.ts'), source('test/support/nothing-left.ts')],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'process',
          include: tests('*.process.test.ts'),
          // Node, npm, git, a shell and its tools: a test that wants more is found here, not on somebody else's machine.
          env: { PATH: barePath() },
          sequence: { groupOrder: 1 },
          maxWorkers: SIDE_BY_SIDE,
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: tests('*.real.test.ts'),
          sequence: { groupOrder: 2 },
          maxWorkers: SIDE_BY_SIDE,
        },
      },
    ],
    setupFiles: [setup],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
