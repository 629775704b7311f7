import { expect, it } from 'vitest';
import { ROOT } from '../support/packages.ts';
import { runProgram } from '../support/process.ts';

it('npm ci has nothing to warn of: every locked package runs on this Node', async () => {
  const { code, stderr } = await runProgram('npm', ['ci', '--dry-run', '--offline', '--ignore-scripts'], { cwd: ROOT });
  expect(stderr).not.toMatch(/EBADENGINE|deprecated/);
  expect(code, stderr).toBe(0);
});
