import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { killAll, startApp } from './app-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'probez-'));
afterAll(() => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

test('the stack of a stall is left for kubectl describe, and taken back when it is over', async () => {
  const terminationLog = join(folder, 'termination-log');
  writeFileSync(terminationLog, '');
  const app = await startApp({
    args: [JSON.stringify({ stall: { readinessMs: 600, livenessMs: 60_000, terminationLog } })],
  });
  app.tell('spin 60000');
  await app.until('stderr', /The main thread is here/);
  expect(readFileSync(terminationLog, 'utf8')).toMatch(
    /^probez: the event loop has been stalled for .*\n {4}at spinForEver \(/,
  );
  app.release();
  await app.until('stderr', /the event loop runs again/);
  expect(readFileSync(terminationLog, 'utf8')).toBe('');
});
