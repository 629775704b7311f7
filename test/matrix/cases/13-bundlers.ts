import { type Case, expectText, once, outputOf } from '../case.ts';

const CODE = `
import { createServer } from 'node:http';
import { createHealth, probes } from '@probez/node';
const health = createHealth({ logger: false, checks: [{ name: 'a', run: () => true }] });
health.start().then(() => {
  const server = createServer(probes(health)).listen(0, async () => {
    console.log(await (await fetch('http://127.0.0.1:' + server.address().port + '/readyz')).text());
    process.exit(0);
  });
});
`;

const BUNDLERS: Readonly<Record<string, { readonly install: readonly string[]; readonly run: readonly string[] }>> = {
  esbuild: {
    install: ['esbuild'],
    run: ['esbuild', 'app.mjs', '--bundle', '--platform=node', '--outfile=out/esbuild.cjs'],
  },
  rollup: {
    install: ['rollup', '@rollup/plugin-node-resolve'],
    run: ['rollup', 'app.mjs', '-p', 'node-resolve', '-f', 'cjs', '-o', 'out/rollup.cjs', '--inlineDynamicImports'],
  },
  webpack: {
    install: ['webpack', 'webpack-cli'],
    run: [
      'webpack',
      './app.mjs',
      '--mode',
      'production',
      '--target',
      'node',
      '-o',
      'out',
      '--output-filename',
      'webpack.cjs',
    ],
  },
  rspack: {
    install: ['@rspack/core@1', '@rspack/cli@1'],
    run: ['rspack', 'build', '--config', 'rspack.config.cjs'],
  },
};

export default {
  title: `one file of it all: ${Object.keys(BUNDLERS).join(', ')}`,
  on: once,
  async run(place) {
    place.write('app.mjs', CODE);
    place.write(
      'rspack.config.cjs',
      `module.exports = { entry: './app.mjs', mode: 'production', target: 'node', output: { path: __dirname + '/out', filename: 'rspack.cjs' } };`,
    );
    await place.install('@probez/node', ...Object.values(BUNDLERS).flatMap(({ install }) => install));
    for (const [name, { run }] of Object.entries(BUNDLERS)) {
      outputOf(await place.exec('npx', ...run));
      expectText(outputOf(await place.run(`out/${name}.cjs`)), 'ok');
    }
    return undefined;
  },
} satisfies Case;
