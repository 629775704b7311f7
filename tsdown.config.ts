import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type UserConfig } from 'tsdown';

const shared: UserConfig = {
  cwd: process.cwd(), // the package whose build script runs; the shared file would otherwise be the root
  platform: 'neutral',
  target: 'node20.19',
  // Tests of one package run beside the build of another: outputs are replaced, never removed first.
  clean: false,
  // With hashes in their names, chunks of the build before would stay in the package.
  hash: false,
  // For people who debug, audit or patch it: names and comments as in the sources (docs/decisions/0013-readable.md).
  minify: false,
  sourcemap: false,
  // An entry exports what its source exports, and nothing that only another entry needs.
  inputOptions: { preserveEntrySignatures: 'strict' },
  outputOptions: {
    minifyInternalExports: false,
    codeSplitting: { groups: [{ name: 'runtime', test: /rolldown.runtime/ }] },
  },
};

/**
 * One build for every package: ESM and CommonJS, each with its declarations.
 * @param entry the package's entries; those on the command line are added
 * @param threads files that are started, never imported: each is complete, so that bundlers and people may copy it
 */
export function library(entry: readonly string[] = [], threads: readonly string[] = []) {
  const began = Date.now();
  let left = 2 + threads.length;
  /** What builds before have left behind goes when this one is complete: it would be published. */
  const tidyUp: Hook = ({ options: { outDir } }) => {
    left -= 1;
    if (left > 0) return;
    for (const file of readdirSync(outDir))
      if (statSync(join(outDir, file)).mtimeMs < began) rmSync(join(outDir, file));
  };
  return defineConfig([
    { ...shared, entry: [...entry], format: 'esm', dts: false, hooks: { 'build:done': tidyUp } },
    {
      ...shared,
      entry: [...entry],
      format: 'cjs',
      dts: { sourcemap: false },
      hooks: {
        'build:done': (context) => {
          finishTypes(context, began);
          tidyUp(context);
        },
      },
    },
    ...threads.map(
      (file): UserConfig => ({
        ...shared,
        entry: [file],
        format: 'iife',
        dts: false,
        external: /^node:/,
        noExternal: /^@probez\//,
        outputOptions: {
          entryFileNames: '[name].cjs',
          // Neither `import` nor `require`, so that it runs as a module of either kind, also when it was bundled once more.
          globals: (id: string) => `process.getBuiltinModule(${JSON.stringify(id)})`,
        },
        hooks: { 'build:done': tidyUp },
      }),
    ),
  ]);
}

type Hook = (context: { readonly options: { readonly outDir: string; readonly entry: object } }) => void;

/**
 * The declarations of both formats say the same, so those of ESM refer to those of CommonJS, which lose what only the bundler reads.
 * What a build before has left behind is not touched: it would look like new.
 */
function finishTypes({ options: { outDir, entry } }: Parameters<Hook>[0], began: number): void {
  for (const file of readdirSync(outDir)) {
    const path = join(outDir, file);
    if (!file.endsWith('.d.cts') || statSync(path).mtimeMs < began) continue;
    writeFileSync(path, readFileSync(path, 'utf8').replace(BUNDLERS_LINES, ''));
    const name = file.slice(0, -'.d.cts'.length);
    // What several entries share is named by their declarations alone.
    if (name in entry) writeFileSync(join(outDir, `${name}.d.ts`), `export * from './${name}.cjs';\n`);
  }
}

/** Which source a part is of, and a map that is not there. */
const BUNDLERS_LINES = /^\/\/#(?:region|endregion| sourceMappingURL).*\n?/gm;

export default library();
