import { processCheck } from '@probez/checks';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { runOnce } from './support/suite.ts';

test('the subprocess of execa is a child and the promise of its end: it is not awaited', async () => {
  const child = execa(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { reject: false });
  for (const given of [child, () => child]) {
    const check = processCheck(given);
    expect(await runOnce(check, AbortSignal.timeout(5_000))).toMatchObject({ status: 'pass', observedUnit: 'pid' });
  }
  child.kill('SIGKILL');
  await child;
  expect(await runOnce(processCheck(child))).toMatchObject({
    status: 'fail',
    reason: 'child process: was ended by SIGKILL',
  });
});
