import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

/** What the name of a unit test promises is held: those that start processes are told so, and found by their name. */
for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'] as const)
  Object.assign(childProcess, {
    [name]: () => {
      throw new Error('a *.test.ts starts no process: name the file *.process.test.ts (see CONTRIBUTING.md)');
    },
  });
syncBuiltinESMExports();
