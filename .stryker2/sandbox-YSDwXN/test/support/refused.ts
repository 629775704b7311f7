// @ts-nocheck
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { vi } from 'vitest';

const refuse = (why: string) => () => {
  throw new Error(`${why} (see CONTRIBUTING.md)`);
};

/** What the name of a unit test promises is held: those that start processes are told so, and found by their name. */
for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'] as const)
  Object.assign(childProcess, {
    [name]: refuse('a *.test.ts starts no process: name the file *.process.test.ts'),
  });
syncBuiltinESMExports();

/** It would end the worker, with all files that were to come. */
process.exit = refuse('a *.test.ts does not end its process: name the file *.process.test.ts');

/** Files share what they have loaded: it is too late to put another module in its place. */
const unshared = refuse("a *.test.ts shares its modules with others: spy on a module's function, or hand it in");
Object.assign(vi, { mock: unshared, doMock: unshared, resetModules: unshared });
