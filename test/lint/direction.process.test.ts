import { describe, expect, it } from 'vitest';
import { ENTRIES, PACKAGES } from '../support/packages.ts';
import { lintTree } from './tree.ts';

const CORE = ['@probez/core', '@probez/core/testing'];
const SHARED = [...CORE, '@probez/core/internal'];

/** What a package may import of ours. An adapter, which stands in no list, is built on the public faces of core and node. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  core: [],
  kubelet: [],
  cli: ENTRIES.filter((entry) => entry.startsWith('@probez/kubelet')),
  node: SHARED,
  checks: SHARED,
  opentelemetry: SHARED,
  fetch: CORE,
  grpc: SHARED,
  prometheus: SHARED,
  'status-page': SHARED,
};
const ADAPTERS = [...CORE, '@probez/node'];

interface Sample {
  readonly title: string;
  readonly file: string;
  readonly code: string;
  readonly allowed: boolean;
}

const use = (module: string): string => `import * as other from '${module}';\n\nexport const it = other;\n`;
const OTHER_WAYS: readonly (readonly [title: string, code: string])[] = [
  ['a type', `import type { Health } from '@probez/node';\n\nexport type Mine = Health;\n`],
  ['a re-export', `export { probes } from '@probez/node';\n`],
  ['everything of it', `export * from '@probez/node';\n`],
  ['import()', `export const later = () => import('@probez/node');\n`],
];

const SAMPLES: readonly Sample[] = PACKAGES.flatMap(({ folder, name }) => {
  const may = MAY[folder] ?? ADAPTERS;
  const modules = [...ENTRIES, '@probez/not-there', 'probez'].filter((entry) => entry !== name);
  const siblings = PACKAGES.filter((each) => each.folder !== folder).map((each) => `../../${each.folder}/src/index.ts`);
  const builtins = folder === 'core' ? ['node:http', 'fs'] : [];
  return [
    ...[...modules, ...siblings, ...builtins].map((module) => {
      const allowed = may.includes(module);
      return {
        in: folder,
        title: `${folder} ${allowed ? 'may' : 'may not'} import ${module}`,
        code: use(module),
        allowed,
      };
    }),
    ...(folder === 'core'
      ? OTHER_WAYS.map(([title, code]) => ({
          in: folder,
          title: `core may not import: ${title}`,
          code,
          allowed: false,
        }))
      : []),
  ];
}).map(({ in: folder, ...rest }, index) => ({ ...rest, file: `packages/${folder}/src/sample-${index}.ts` }));

describe('the linter holds the dependency direction', async () => {
  const findings = await lintTree(SAMPLES);
  it.each(SAMPLES)('$title', ({ file, allowed }) => {
    const found = findings.filter(
      (line) => line.includes(`${file},`) && /noRestrictedImports|noNodejsModules/.test(line),
    );
    if (allowed) expect(found).toEqual([]);
    else expect(found.length).toBeGreaterThan(0);
  });

  it('and the manifests hold it, too', () => {
    for (const { folder, manifest } of PACKAGES) {
      const ours = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).filter((name) =>
        PACKAGES.some((each) => each.name === name),
      );
      for (const name of ours) expect(MAY[folder] ?? ADAPTERS, folder).toContain(name);
    }
  });
});
