import { readFileSync } from 'node:fs';
import { Comment, CommentTag, Converter, ReflectionKind } from 'typedoc';

/** The index in parts, in this order: each package is in one of them, and what is for tests in a part of its own. */
export const GROUPS = {
  'Core and node:http': ['core', 'node', 'checks'],
  Frameworks: ['express', 'fastify', 'koa', 'nest', 'fetch'],
  'gRPC, metrics and a status page': ['grpc', 'opentelemetry', 'prometheus', 'status-page'],
  Simulation: ['kubelet'],
  'For tests': ['testing'],
};

/** What is described where it is from, options included. @type {Record<string, string>} */
const HOME = {
  core: '`createHealth`, checks and what probes are answered',
  node: 'the probe port and the graceful shutdown',
};

/**
 * Modules are called what a person imports, `@probez/core/testing` and not `core/src/testing`, and begin with what their package is,
 * or with the `@module` comment of what has a package around it.
 * @param {import('typedoc').Application} app
 */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      const path = module.name
        .replace(/^.*packages\//, '')
        .replace('/src', '')
        .replace(/\/index$/, '');
      module.name = `@probez/${path}`;
      const own = module.comment?.summary ?? [];
      module.comment = new Comment(own.length > 0 ? own : [{ kind: 'text', text: introductionOf(path) }], [
        new CommentTag('@group', [{ kind: 'text', text: groupOf(path) }]),
      ]);
    }
  });
}

/** @param {string} path of the module: `core` or `core/testing` */
function groupOf(path) {
  const [folder = '', entry] = path.split('/');
  const word = entry === 'testing' ? entry : folder;
  const found = Object.entries(GROUPS).find(([, words]) => words.includes(word))?.[0];
  if (found === undefined) throw new Error(`typedoc-names: the package "${folder}" is in no group of the index`);
  return found;
}

/** The source of a module. @param {string} path */
function sourceOf(path) {
  const [folder = '', entry] = path.split('/');
  return readFileSync(new URL(`../../packages/${folder}/src/${entry ?? 'index'}.ts`, import.meta.url), 'utf8');
}

/** The modules that this one passes on, and those that they do. @param {string} path @returns {string[]} */
const passedOnBy = (path) =>
  Array.from(sourceOf(path).matchAll(/^export \* from '@probez\/([\w/-]+)'/gm), ([, other = '']) => other).flatMap(
    (other) => [other, ...passedOnBy(other)],
  );

/** What it is: the paragraph that the index shows, too. Then where that is described whose names are passed on. @param {string} path */
function introductionOf(path) {
  const [folder = '', entry] = path.split('/');
  const others = passedOnBy(path);
  if (entry !== undefined)
    return others
      .map((other) => `The same as \`@probez/${other}\`.\n\nIt is described in ${link(path, other)}.`)
      .join('\n\n');
  const { description } = JSON.parse(
    readFileSync(new URL(`../../packages/${folder}/package.json`, import.meta.url), 'utf8'),
  );
  if (others.length === 0) return description;
  const homes = others.map((other) => `${HOME[other]} in ${link(path, other)}`);
  return `${description}\n\nThis page has only what the package adds. It also exports what is described elsewhere, with all options: ${homes.join(', ')}.`;
}

/** @param {string} from @param {string} to */
const link = (from, to) => `[\`@probez/${to}\`](${from.includes('/') ? '../' : ''}${to}.md)`;
