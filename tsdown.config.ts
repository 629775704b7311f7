import { defineConfig } from 'tsdown';

/** One build for every package: ESM and CommonJS, each with its declarations. Entries are named in the package's build script. */
export default defineConfig({
  cwd: process.cwd(), // the package whose build script runs; the shared file would otherwise be the root
  format: ['esm', 'cjs'],
  dts: true,
  platform: 'neutral',
  target: 'node20.19',
  // Tests of one package run beside the build of another: outputs are replaced, never removed first.
  clean: false,
});
