import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeTerminationLog } from '../src/termination-log.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'probez-log-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

it('what is too long keeps its beginning and its end, which says how it ended', () => {
  const path = join(folder(), 'termination-log');
  writeFileSync(path, 'of the last time');
  const lines = Array.from({ length: 500 }, (_, index) => `hook ${index} failed: é`);
  writeTerminationLog(path, [...lines, 'deadline reached'].join('\n'));
  const text = readFileSync(path, 'utf8');
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
  expect(text).toMatch(/^hook 0 failed: é\n[\s\S]*\n\.\.\.\n[\s\S]*\ndeadline reached$/);
});
