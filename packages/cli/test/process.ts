import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The built command, as users run it. */
export const command = path('../dist/main.cjs');
export const launcher = path('../bin/probez.cjs');

/** Builds the command once where no build ran before the tests. */
export function build(): void {
  if (existsSync(command)) return;
  execFileSync('npx', ['turbo', 'run', 'build', '--filter=probez', '--output-logs=errors-only'], {
    cwd: path('../../..'),
    stdio: 'ignore',
  });
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command to its end; it is killed after 50 s, so that a hanging one fails the test. */
export function runCommand(
  args: readonly string[],
  given: { stdin?: string; env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(process.execPath, [command, ...args], {
      env: { ...process.env, FORCE_COLOR: '0', ...given.env },
      cwd: given.cwd,
      timeout: 50_000,
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr?.on('data', (chunk) => (stderr += String(chunk)));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin?.on('error', () => {}); // it may end without reading
    child.stdin?.end(given.stdin ?? '');
  });
}
