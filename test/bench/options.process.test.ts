/** What a script of the benchmarks does not know, it says, and does nothing else. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROOT } from '../support/packages.ts';
import { runProgram } from '../support/process.ts';

const RELEASED = `${ROOT}bench/results/released-sizes.json`;
const released = () => (existsSync(RELEASED) ? readFileSync(RELEASED, 'utf8') : undefined);

it.each([
  ['bench/lib/keep-sizes.mjs', '--dry-run', 2],
  ['bench/lib/keep-sizes.mjs', 'now', 2],
  ['bench/lib/keep-sizes.mjs', '--help', 0],
  ['bench/run.mjs', '--quik', 2],
  ['bench/run.mjs', '--only=99', 2],
] as const)('%s %s', async (script, option, expected) => {
  const before = released();
  const { code, stdout, stderr } = await runProgram(process.execPath, [ROOT + script, option]);
  expect(code, stdout + stderr).toBe(expected);
  if (expected === 2) expect(stderr).toContain(option.replace(/.*=/, ''));
  expect(stdout + stderr).toMatch(/^Usage:|^npm run bench/m);
  expect(released()).toBe(before);
});
