import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../support/packages.ts';
import { runProgram } from '../support/process.ts';

/** Lints a tree that has the samples for its sources and our configuration; the answer holds a line per finding. */
export async function lintTree(
  samples: readonly { readonly file: string; readonly code: string }[],
): Promise<readonly string[]> {
  const tree = await mkdtemp(join(tmpdir(), 'probez-lint-'));
  try {
    const config = JSON.parse(await readFile(join(ROOT, 'biome.json'), 'utf8'));
    await writeFile(join(tree, 'biome.json'), JSON.stringify({ ...config, $schema: undefined, vcs: undefined }));
    for (const { file, code } of samples) {
      await mkdir(dirname(join(tree, file)), { recursive: true });
      await writeFile(join(tree, file), code);
    }
    const biome = join(ROOT, 'node_modules/.bin/biome');
    const args = ['lint', '--reporter=github', '--max-diagnostics=none', '--error-on-warnings', '.'];
    const { stdout, stderr } = await runProgram(biome, args, { cwd: tree });
    return `${stdout}${stderr}`.split('\n');
  } finally {
    await rm(tree, { recursive: true });
  }
}
