import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GROUPS } from './lib/typedoc-names.mjs';

const packages = new URL('../packages/', import.meta.url);

/** What siblings share is nobody else's. */
const SHARED = new Set(['./internal', './manifest']);

/** What others pass on comes first: a name is described where it is from, and elsewhere with a link to that. */
const FIRST = ['core', 'node', 'kubelet'];

/** The sources of everything that a person may import. */
const entryPoints = [...new Set([...FIRST, ...readdirSync(packages)])].flatMap((folder) => {
  const { exports = {} } = JSON.parse(readFileSync(new URL(`${folder}/package.json`, packages), 'utf8'));
  return Object.entries(exports)
    .filter(([path, target]) => typeof target === 'object' && !SHARED.has(path))
    .map(([path]) => fileURLToPath(new URL(`${folder}/src/${path === '.' ? 'index' : path.slice(2)}.ts`, packages)));
});

/** @type {import('typedoc').TypeDocOptions & import('typedoc-plugin-markdown').PluginOptions} */
export default {
  name: 'API',
  entryPoints,
  tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)),
  // The project's own check of types has its say elsewhere.
  skipErrorChecking: true,
  // A link that leads nowhere, a comment about a parameter that is not there.
  treatWarningsAsErrors: true,
  plugin: ['typedoc-plugin-markdown', fileURLToPath(new URL('lib/typedoc-names.mjs', import.meta.url))],
  out: 'api',
  readme: 'none',
  router: 'module',
  disableSources: true,
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  excludeReferences: true,
  groupOrder: [...Object.keys(GROUPS), 'Functions', 'Variables', 'Classes', 'Interfaces', 'Type Aliases', '*'],
  hideBreadcrumbs: true,
  hidePageHeader: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  useCodeBlocks: true,
  indexFormat: 'table',
  tableColumnSettings: { hideModifiers: true },
};
