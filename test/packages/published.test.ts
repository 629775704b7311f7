import { describe, expect, it } from 'vitest';
import { runProgram } from '../support/process.ts';
import { PACKAGES, ROOT } from './list.ts';

/** What a registry's visitor finds out: does it resolve, do its types, in every mode of module resolution? */
describe.each(PACKAGES)('$name', ({ directory, isLibrary }) => {
  it('publint finds nothing', async () => {
    const { code, stdout, stderr } = await runProgram(
      `${ROOT}node_modules/.bin/publint`,
      ['run', '--strict', '--pack', 'npm', directory],
      { cwd: directory },
    );
    expect(code, `${stdout}${stderr}`).toBe(0);
  }, 120_000);

  it.runIf(isLibrary)(
    'are the types wrong? No',
    async () => {
      const { code, stdout, stderr } = await runProgram(
        `${ROOT}node_modules/.bin/attw`,
        ['--pack', directory, '--profile', 'node16', '--format', 'table-flipped', '--no-emoji'],
        { cwd: directory },
      );
      expect(`${stdout}${stderr}`).toContain('No problems found');
      expect(code).toBe(0);
    },
    120_000,
  );
});
