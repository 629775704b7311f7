import { expect, it } from 'vitest';
import { ROOT } from '../support/packages.ts';
import { runProgram } from '../support/process.ts';

// The libraries of the benchmarks are what they are.
it.each(['', 'site'])(
  'npm ci has nothing to warn of in /%s: every locked package runs on this Node',
  async (folder) => {
    const { code, stderr } = await runProgram('npm', ['ci', '--dry-run', '--offline', '--ignore-scripts'], {
      cwd: ROOT + folder,
    });
    expect(stderr).not.toMatch(/EBADENGINE|deprecated/);
    expect(code, stderr).toBe(0);
  },
);
