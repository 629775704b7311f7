// @ts-nocheck
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Those that put something else in a module's place need a worker to themselves. */
const mocking = ['packages/core/test/{printed,turn}.test.ts'];
/** All of them, or for a quicker first look those that are named: what survives there is to be tried with all. */
const named = process.env.PROBEZ_MUTATION_TESTS?.split(' ');
const all = ['packages/core/test/**/*.test.ts', 'test/core/**/*.test.ts', 'test/faults/{secrets,time}.test.ts'];

/** The unit tests that need the core alone, on its sources. */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@probez\/core$/, replacement: `${root}packages/core/src/index.ts` },
      { find: /^@probez\/core\/(.+)$/, replacement: `${root}packages/core/src/$1.ts` },
    ],
  },
  test: {
    root,
    setupFiles: [`${root}test/mutation/properties.ts`],
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'core',
          include: named ?? all,
          exclude: mocking,
          // Modules are loaded once for all files: that is half the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'core, mocking', include: mocking } },
    ],
  },
});
