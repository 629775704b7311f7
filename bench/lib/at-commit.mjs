import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The core as it was at a commit, built as it was built then. Call `remove` when done.
 * @param {string} commit
 */
export function coreAt(commit) {
  const folder = mkdtempSync(join(tmpdir(), 'probez-core-'));
  const archive = execFileSync(
    'git',
    ['archive', commit, 'packages/core', 'package.json', 'tsconfig.json', 'tsdown.config.ts'],
    { cwd: ROOT, maxBuffer: 2 ** 28 },
  );
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  execFileSync('npm', ['run', 'build', '--silent'], { cwd: join(folder, 'packages/core'), stdio: 'ignore' });
  return {
    entry: join(folder, 'packages/core/dist/index.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
