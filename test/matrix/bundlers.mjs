// Which bundlers and package managers bring the worker of the isolated probe port along? Each is tried with a real build, which
// is deployed to a folder without node_modules and run.
//
//   node test/matrix/bundlers.mjs              prints the table; docs/isolated.md says which of them bring it
//   node test/matrix/bundlers.mjs webpack ncc  only these
//
// It installs the tools into a temporary folder (some 600 MB) and takes minutes; packages must be built.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TOOLS = {
  webpack: '5.113.0',
  'webpack-cli': '7.3.1',
  esbuild: '0.28.2',
  rollup: '4.68.8',
  '@rollup/plugin-node-resolve': '16.0.3',
  '@rollup/plugin-commonjs': '29.0.3',
  vite: '8.4.0',
  '@vercel/ncc': '0.45.0',
  next: '16.4.6',
  react: '19.3.1',
  'react-dom': '19.3.1',
  pnpm: '12.21.0',
  '@yarnpkg/cli-dist': '4.18.1',
};

const work = process.env.PROBEZ_BUNDLERS ?? mkdtempSync(join(tmpdir(), 'probez-bundlers-'));
const deployments = mkdtempSync(join(tmpdir(), 'probez-deployed-'));
const tarballs = {};

/** The app that is bundled: the main thread hangs, and the worker has to answer all the same. */
const APP = `
import { request } from 'node:http';
import { Worker } from 'node:worker_threads';
import { createHealth, serveProbes } from '@probez/node';

export async function run() {
  const health = createHealth({ logger: false });
  await health.start();
  const { port, isolated } = await serveProbes(health, { port: 0, host: '127.0.0.1', isolated: true });
  console.log(JSON.stringify({ port, isolated }));
}
`;

function sh(command, args, options = {}) {
  try {
    return execFileSync(command, args, {
      cwd: work,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 1_200_000,
      ...options,
    });
  } catch (error) {
    throw new Error(
      `${command} ${args.join(' ')}\n${error.stdout ?? ''}${error.stderr ?? error.message}`.slice(-2_000),
    );
  }
}

const bin = (name) => join(work, 'node_modules/.bin', name);
const version = (name) => JSON.parse(readFileSync(join(work, 'node_modules', name, 'package.json'), 'utf8')).version;

function prepare() {
  mkdirSync(work, { recursive: true });
  for (const name of ['core', 'node']) {
    const [{ filename }] = JSON.parse(
      sh('npm', ['pack', '--json', '--pack-destination', work], { cwd: join(ROOT, 'packages', name) }),
    );
    tarballs[`@probez/${name}`] = `file:${join(work, filename)}`;
  }
  writeFileSync(
    join(work, 'package.json'),
    JSON.stringify({
      name: 'app',
      private: true,
      type: 'module',
      dependencies: { ...TOOLS, ...tarballs },
      overrides: tarballs,
    }),
  );
  rmSync(join(work, 'node_modules/@probez'), { recursive: true, force: true });
  rmSync(join(work, 'package-lock.json'), { force: true });
  sh('npm', ['install', '--no-audit', '--no-fund', '--silent']);
  writeFileSync(join(work, 'run.mjs'), APP);
  writeFileSync(
    join(work, 'app.mjs'),
    "import { run } from './run.mjs';\nvoid run().then(() => setTimeout(() => process.exit(), 1_000));\n",
  );
}

/** A folder that knows nothing of where the build was made. */
function deploy(from, name) {
  const folder = join(deployments, name);
  cpSync(from, folder, { recursive: true });
  return folder;
}

/** Starts what was deployed: `true` where a worker answers. */
async function serves(folder, file, { args = [], env = {}, command = process.execPath } = {}) {
  const child = spawn(command, [...args, ...(file === undefined ? [] : [join(folder, file)])], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (data) => {
      text += data;
    });
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
  const seen = new Promise((resolve) => {
    const watch = setInterval(() => {
      if (!/"isolated":\w+/.test(text) && child.exitCode === null && child.signalCode === null) return;
      clearInterval(watch);
      resolve();
    }, 50);
  });
  await seen;
  child.kill('SIGKILL');
  await closed;
  clearTimeout(timer);
  const isolated = /"isolated":(\w+)/.exec(text)?.[1];
  if (isolated === undefined) return { isolated: 'error', text };
  return { isolated: isolated === 'true', text };
}

function rollupConfig() {
  writeFileSync(
    join(work, 'rollup.config.mjs'),
    `import resolve from '@rollup/plugin-node-resolve';
import commonjs from '@rollup/plugin-commonjs';
export default { input: 'app.mjs', external: /^node:/, plugins: [resolve(), commonjs()], output: { dir: 'out/rollup', format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' } };`,
  );
}

function webpackConfig(kind) {
  const module = kind === 'mjs';
  const output = {
    path: join(work, `out/webpack-${kind}`),
    filename: `app.${kind}`,
    chunkFilename: `[name].${kind}`,
    module,
    chunkFormat: module ? 'module' : 'commonjs',
    library: { type: module ? 'module' : 'commonjs2' },
  };
  const config = {
    mode: 'production',
    target: 'node20',
    entry: './app.mjs',
    experiments: { outputModule: module },
    output,
  };
  writeFileSync(join(work, 'webpack.config.mjs'), `export default ${JSON.stringify(config)};`);
}

function nextApp(external) {
  const folder = join(work, `next-${external ? 'external' : 'bundled'}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'app'), { recursive: true });
  const install = {
    name: 'next-app',
    private: true,
    dependencies: { next: TOOLS.next, react: TOOLS.react, 'react-dom': TOOLS['react-dom'], ...tarballs },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(install));
  writeFileSync(
    join(folder, 'next.config.mjs'),
    `export default { output: 'standalone', outputFileTracingRoot: ${JSON.stringify(work)}, turbopack: { root: ${JSON.stringify(work)} }${external ? ", serverExternalPackages: ['@probez/node', '@probez/core']" : ''} };`,
  );
  writeFileSync(
    join(folder, 'app/layout.js'),
    'export default function Layout({ children }) { return <html><body>{children}</body></html>; }',
  );
  writeFileSync(join(folder, 'app/page.js'), 'export default function Page() { return <p>hello</p>; }');
  writeFileSync(join(folder, 'run.mjs'), APP);
  writeFileSync(
    join(folder, 'instrumentation.js'),
    "export async function register() {\n  if (process.env.NEXT_RUNTIME === 'nodejs' && process.env.PROBEZ_RUN) await (await import('./run.mjs')).run();\n}\n",
  );
  return folder;
}

async function next(external, turbopack) {
  const folder = nextApp(external);
  try {
    sh(bin('next'), ['build', turbopack ? '--turbopack' : '--webpack'], {
      cwd: folder,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
    });
  } catch (error) {
    // It may build one way and not the other.
    return { isolated: 'not built', text: error.message };
  }
  const name = `next-${external}-${turbopack}`;
  const deployed = deploy(join(folder, '.next/standalone'), name);
  const server = existsSync(join(deployed, 'server.js'))
    ? 'server.js'
    : join(folder.slice(work.length + 1), 'server.js');
  return serves(deployed, server, {
    env: { PORT: '0', HOSTNAME: '127.0.0.1', PROBEZ_RUN: '1', NODE_ENV: 'production' },
  });
}

/** The worker's file beside the bundle. */
function copyWorker(folder) {
  cpSync(join(work, 'node_modules/@probez/node/dist/probez-worker.cjs'), join(folder, 'probez-worker.cjs'));
}

/** Built once, tried as it is and with the file copied. */
async function tried(name, folder, file) {
  const plain = await serves(deploy(folder, `${name}-plain`), file);
  const copied = deploy(folder, `${name}-copied`);
  copyWorker(copied);
  return [plain, await serves(copied, file)];
}

/** Key, package, name, how it is used, and what becomes of it: as it is, and with help. */
const ROWS = [
  [
    'esbuild',
    'esbuild',
    'esbuild',
    'to ESM',
    async () => {
      sh(bin('esbuild'), [
        'app.mjs',
        '--bundle',
        '--platform=node',
        '--format=esm',
        '--outfile=out/esbuild-esm/app.mjs',
      ]);
      return tried('esbuild-esm', join(work, 'out/esbuild-esm'), 'app.mjs');
    },
  ],
  [
    'esbuild',
    'esbuild',
    'esbuild',
    'to CommonJS',
    async () => {
      sh(bin('esbuild'), [
        'app.mjs',
        '--bundle',
        '--platform=node',
        '--format=cjs',
        '--outfile=out/esbuild-cjs/app.cjs',
      ]);
      return tried('esbuild-cjs', join(work, 'out/esbuild-cjs'), 'app.cjs');
    },
  ],
  [
    'webpack',
    'webpack',
    'webpack',
    'to CommonJS',
    async () => {
      webpackConfig('cjs');
      sh(bin('webpack'), ['--config', 'webpack.config.mjs']);
      return tried('webpack-cjs', join(work, 'out/webpack-cjs'), 'app.cjs');
    },
  ],
  [
    'webpack',
    'webpack',
    'webpack',
    'to ESM',
    async () => {
      webpackConfig('mjs');
      sh(bin('webpack'), ['--config', 'webpack.config.mjs']);
      return tried('webpack-esm', join(work, 'out/webpack-mjs'), 'app.mjs');
    },
  ],
  [
    'rollup',
    'rollup',
    'Rollup',
    'to ESM',
    async () => {
      rollupConfig();
      sh(bin('rollup'), ['-c', 'rollup.config.mjs']);
      return tried('rollup', join(work, 'out/rollup'), 'app.mjs');
    },
  ],
  [
    'vite',
    'vite',
    'Vite',
    '`build --ssr`, nothing external',
    async () => {
      writeFileSync(
        join(work, 'vite.config.mjs'),
        "export default { ssr: { noExternal: true }, build: { ssr: 'app.mjs', outDir: 'out/vite', rollupOptions: { output: { entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' } } } };",
      );
      sh(bin('vite'), ['build', '--config', 'vite.config.mjs']);
      return tried('vite', join(work, 'out/vite'), 'app.mjs');
    },
  ],
  [
    'ncc',
    '@vercel/ncc',
    'ncc',
    '',
    async () => {
      sh(bin('ncc'), ['build', 'app.mjs', '-o', 'out/ncc']);
      return tried(
        'ncc',
        join(work, 'out/ncc'),
        readdirSync(join(work, 'out/ncc')).includes('index.mjs') ? 'index.mjs' : 'index.js',
      );
    },
  ],
  ['next', 'next', 'Next', 'standalone, webpack', async () => [await next(false, false), await next(true, false)]],
  ['turbopack', 'next', 'Next', 'standalone, Turbopack', async () => [await next(false, true), await next(true, true)]],
  [
    'pnpm',
    'pnpm',
    'pnpm',
    'its `node_modules`',
    async () => {
      const folder = join(deployments, 'pnpm');
      mkdirSync(folder);
      cpSync(join(work, 'run.mjs'), join(folder, 'run.mjs'));
      cpSync(join(work, 'app.mjs'), join(folder, 'app.mjs'));
      writeFileSync(
        join(folder, 'package.json'),
        JSON.stringify({ private: true, type: 'module', dependencies: tarballs }),
      );
      writeFileSync(join(folder, 'pnpm-workspace.yaml'), `overrides:\n  '@probez/core': ${tarballs['@probez/core']}\n`);
      sh(bin('pnpm'), ['install', '--no-frozen-lockfile'], { cwd: folder });
      return [await serves(folder, 'app.mjs')];
    },
  ],
  [
    'yarn',
    '@yarnpkg/cli-dist',
    'Yarn',
    'Plug’n’Play',
    async () => {
      const folder = join(deployments, 'yarn');
      mkdirSync(folder);
      cpSync(join(work, 'run.mjs'), join(folder, 'run.mjs'));
      cpSync(join(work, 'app.mjs'), join(folder, 'app.mjs'));
      writeFileSync(
        join(folder, 'package.json'),
        JSON.stringify({ name: 'y', private: true, type: 'module', dependencies: tarballs, resolutions: tarballs }),
      );
      writeFileSync(join(folder, '.yarnrc.yml'), 'nodeLinker: pnp\nenableTelemetry: false\nenableGlobalCache: false\n');
      writeFileSync(join(folder, 'yarn.lock'), '');
      const yarn = join(work, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js');
      sh(process.execPath, [yarn, 'install'], { cwd: folder });
      return [await serves(folder, undefined, { args: [yarn, 'node', 'app.mjs'] })];
    },
  ],
];

const word = (result) => {
  if (result === undefined) return '';
  if (result.isolated === true) return 'worker';
  if (result.isolated === false) return 'main thread, and says so';
  return result.isolated === 'not built' ? 'not built' : 'does not run';
};

const wanted = process.argv.slice(2);
prepare();
const lines = [];
let failed = false;
for (const [key, tool, name, how, build] of ROWS) {
  if (wanted.length > 0 && !wanted.includes(key)) continue;
  const label = `${name} ${version(tool)}${how === '' ? '' : `, ${how}`}`;
  try {
    const [plain, helped] = await build();
    for (const each of [plain, helped]) {
      if (each?.isolated === true || each === undefined) continue;
      // Where it is not the worker, one line must say so.
      if (each.isolated !== false || !each.text.includes('worker')) console.error(label, each.text.slice(-1_500));
    }
    const help =
      helped === undefined ? '' : name === 'Next' ? "`serverExternalPackages: ['@probez/node']`" : 'the file copied';
    lines.push(`| ${label} | ${word(plain)} | ${helped === undefined ? '' : `${word(helped)} (${help})`} |`);
    if (plain.isolated !== true && helped?.isolated !== true) failed = true;
  } catch (error) {
    failed = true;
    lines.push(`| ${label} | not built | |`);
    console.error(label, error.message);
  }
  console.log(lines.at(-1));
}
const table = ['| built by | as it is | with |', '| --- | --- | --- |', ...lines].join('\n');
console.log(`\n${table}`);
rmSync(deployments, { recursive: true, force: true });
if (process.env.PROBEZ_BUNDLERS === undefined) rmSync(work, { recursive: true, force: true });
process.exitCode = failed ? 1 : 0;
