import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGES, ROOT } from '../packages/list.ts';
import { runProgram } from '../support/process.ts';

const NAMES = ['core', 'node', 'express', 'fastify', 'koa', 'checks', 'opentelemetry', 'kubelet', 'cli'] as const;
type Name = (typeof NAMES)[number];

/** Who may import whom. A new package wants a line here and an override in biome.json. */
const MAY: Readonly<Record<Name, readonly Name[]>> = {
  core: [],
  node: ['core'],
  express: ['core', 'node'],
  fastify: ['core', 'node'],
  koa: ['core', 'node'],
  checks: ['core'],
  opentelemetry: ['core'],
  kubelet: [],
  cli: ['kubelet'],
};

/** Who may use what the core shares with its siblings. */
const INSIDERS: readonly Name[] = ['node', 'checks', 'opentelemetry'];

const published = (name: Name): string => (name === 'cli' ? 'probez' : `@probez/${name}`);

const use = (module: string): string => `import * as other from '${module}';\n\nexport const it = other;\n`;

interface Sample {
  readonly title: string;
  readonly file: string;
  readonly code: string;
  readonly allowed: boolean;
}

const OTHER_WAYS: readonly (readonly [title: string, code: string])[] = [
  ['a type', `import type { Health } from '@probez/node';\n\nexport type Mine = Health;\n`],
  ['a re-export', `export { probes } from '@probez/node';\n`],
  ['everything of it', `export * from '@probez/node';\n`],
  ['import()', `export const later = () => import('@probez/node');\n`],
];

const sample = (name: Name, module: string, allowed: boolean): Omit<Sample, 'file'> & { readonly in: Name } => ({
  in: name,
  title: `${name} ${allowed ? 'may' : 'may not'} import ${module}`,
  code: use(module),
  allowed,
});

const SAMPLES: readonly Sample[] = NAMES.flatMap((name) => {
  const others = NAMES.filter((each) => each !== name && !MAY[name].includes(each));
  return [
    ...MAY[name].map((each) => sample(name, published(each), true)),
    ...others.map((each) => sample(name, published(each), false)),
    ...others.map((each) => sample(name, `../../${each}/src/index.ts`, false)),
    // An adapter stays what a stranger could write.
    ...(INSIDERS.includes(name) ? [sample(name, '@probez/core/internal', true)] : []),
    ...(MAY[name].includes('core') && !INSIDERS.includes(name) ? [sample(name, '@probez/core/internal', false)] : []),
    ...(name === 'core' ? ['node:http', 'fs'].map((module) => sample(name, module, false)) : []),
    ...(name === 'core'
      ? OTHER_WAYS.map(([title, code]) => ({ in: name, title: `core may not import: ${title}`, code, allowed: false }))
      : []),
  ];
}).map(({ in: name, ...rest }, index) => ({ ...rest, file: `packages/${name}/src/sample-${index}.ts` }));

/** Lints a tree that has the samples for its sources and our configuration; the answer holds a line per finding. */
async function lintAll(): Promise<readonly string[]> {
  const tree = await mkdtemp(join(tmpdir(), 'probez-lint-'));
  try {
    const config = JSON.parse(await readFile(join(ROOT, 'biome.json'), 'utf8'));
    await writeFile(join(tree, 'biome.json'), JSON.stringify({ ...config, $schema: undefined, vcs: undefined }));
    for (const { file, code } of SAMPLES) {
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

describe('the linter holds the dependency direction', async () => {
  const findings = await lintAll();
  it.each(SAMPLES)('$title', ({ file, allowed }) => {
    const found = findings.filter(
      (line) => line.includes(`${file},`) && /noRestrictedImports|noNodejsModules/.test(line),
    );
    if (allowed) expect(found).toEqual([]);
    else expect(found.length).toBeGreaterThan(0);
  });

  it('knows every package', () => {
    expect([...NAMES].sort()).toEqual(PACKAGES.map(({ folder }) => folder).sort());
  });
});
