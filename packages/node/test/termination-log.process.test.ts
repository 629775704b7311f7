import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, onTestFinished } from 'vitest';
import { writeTerminationLog } from '../src/termination-log.ts';

describe('the termination log', () => {
  it('is not waited for where it is a pipe that nobody reads', () => {
    const folder = mkdtempSync(join(tmpdir(), 'probez-log-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    writeTerminationLog(path, 'deadline reached');
  });
});
