import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { snippetsOf } from '../docs/readme.ts';
import { PACKAGES, ROOT } from '../support/packages.ts';
import { runProgram } from '../support/process.ts';

const TSC = join(ROOT, 'node_modules/.bin/tsc');
const sample = (name: string) => fileURLToPath(new URL(`types/${name}`, import.meta.url));

const STRICT = {
  target: 'ES2022',
  lib: ['ES2023'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  types: ['node'],
};

/** What the compiler says of files that were put in a folder of their own. */
async function compile(directory: string, options: object, files = ['sample.ts']): Promise<string> {
  const config = { compilerOptions: { ...STRICT, ...options }, files };
  await writeFile(join(directory, 'tsconfig.json'), JSON.stringify(config));
  const { stdout, stderr } = await runProgram(TSC, ['-p', directory], { cwd: directory, limitMs: 120_000 });
  return stdout + stderr;
}

it.each([
  ['NodeNext', 'NodeNext'],
  ['ESNext', 'Bundler'],
])(
  'the adapters fit every supported major of their frameworks (%s)',
  async (module, moduleResolution) => {
    // Inside the workspace, so that the frameworks' types are found; without paths, so that ours are the built ones.
    const directory = await mkdtemp(join(ROOT, 'test/.types-'));
    try {
      await cp(sample('majors.ts'), join(directory, 'sample.ts'));
      await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
      expect(await compile(directory, { module, moduleResolution, esModuleInterop: true, skipLibCheck: true })).toBe(
        '',
      );
    } finally {
      await rm(directory, { recursive: true });
    }
  },
  130_000,
);

it.each([
  ['NodeNext', 'module'],
  ['NodeNext', 'commonjs'],
])(
  'core, node, express and koa compile without any framework (%s, %s)',
  async (module, type) => {
    const directory = await mkdtemp(join(tmpdir(), 'probez-types-'));
    try {
      for (const name of ['core', 'node', 'express', 'koa']) {
        const target = join(directory, 'node_modules/@probez', name);
        await cp(join(ROOT, 'packages', name, 'dist'), join(target, 'dist'), { recursive: true });
        await cp(join(ROOT, 'packages', name, 'package.json'), join(target, 'package.json'));
      }
      await mkdir(join(directory, 'node_modules/@types'), { recursive: true });
      await symlink(join(ROOT, 'node_modules/@types/node'), join(directory, 'node_modules/@types/node'));
      await cp(sample('alone.ts'), join(directory, 'sample.ts'));
      await writeFile(join(directory, 'package.json'), JSON.stringify({ type }));
      // skipLibCheck is off: an import of a framework in our declarations would be an error.
      expect(await compile(directory, { module, moduleResolution: module, skipLibCheck: false })).toBe('');
    } finally {
      await rm(directory, { recursive: true });
    }
  },
  130_000,
);

it('what the READMEs show compiles as it stands, in strict TypeScript', async () => {
  const directory = await mkdtemp(join(ROOT, 'test/.types-'));
  try {
    const pages = ['README.md', ...PACKAGES.map(({ folder }) => `packages/${folder}/README.md`)];
    // A command has no code to show.
    expect(pages.filter((page) => snippetsOf(ROOT + page).length === 0)).toEqual(['packages/cli/README.md']);
    const snippets = pages.flatMap((page) =>
      snippetsOf(ROOT + page).map(
        ({ code }, index) => [`${page.replaceAll('/', '-')}-${index + 1}.mts`, code] as const,
      ),
    );
    for (const [file, code] of snippets) await writeFile(join(directory, file), code);
    const options = { module: 'NodeNext', experimentalDecorators: true, skipLibCheck: true };
    const files = snippets.map(([file]) => file);
    expect(await compile(directory, options, files)).toBe('');
  } finally {
    await rm(directory, { recursive: true });
  }
}, 130_000);

it('what they return can be exported by a library, whose own declarations name its type', async () => {
  const directory = await mkdtemp(join(ROOT, 'test/.types-'));
  try {
    const made = {
      express: 'p.probes(health)',
      koa: 'p.probes(health)',
      node: '[p.probes(health), p.gracefulShutdown([], { health }), p.serveProbes(health), p.listeningCheck({ port: 1 })]',
      fetch: '[p.probes(health), p.middleware(health)]',
      fastify: 'p.probes',
      grpc: 'p.grpcHealth(health)',
      prometheus: 'p.instrumentHealth(health)',
      opentelemetry: '[p.ignoreProbes(), p.instrumentHealth(health)]',
      'status-page': 'p.statusPage(health)',
      'status-page/koa': 'p.statusPage(health)',
      'status-page/fetch': 'p.statusPage(health)',
      'status-page/fastify': 'p.statusPage',
      checks: "[p.sqlCheck(() => 1), p.trafficCheck({ name: 'calls' })]",
      core: "[p.createHandler(health), health.snapshot(), p.manualCheck({ name: 'gate' })]",
    };
    const lines = Object.entries(made).flatMap(([name, value], index) => [
      `import * as p${index} from '@probez/${name}';`,
      `export const made${index} = ${value.replaceAll('p.', `p${index}.`)};`,
    ]);
    const head = "import { createHealth } from '@probez/core';\nconst health = createHealth();\n";
    await writeFile(join(directory, 'sample.ts'), head + lines.join('\n'));
    const options = { module: 'NodeNext', skipLibCheck: true, noEmit: false, declaration: true, outDir: 'out' };
    expect(await compile(directory, options)).toBe('');
  } finally {
    await rm(directory, { recursive: true });
  }
}, 130_000);
