import { readFileSync } from 'node:fs';
import { Comment, Converter, ReflectionKind } from 'typedoc';

/**
 * Modules are called what a person imports, `@probez/core/testing` and not `core/src/testing`, and begin with what their package is.
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
      module.comment = new Comment([{ kind: 'text', text: introductionOf(path) }]);
    }
  });
}

/** What the package is, and whose names are passed on. @param {string} path of the module: `core` or `core/testing` */
function introductionOf(path) {
  const [folder = '', entry] = path.split('/');
  const read = (/** @type {string} */ file) =>
    readFileSync(new URL(`../../packages/${folder}/${file}`, import.meta.url), 'utf8');
  const passedOn = Array.from(
    read(`src/${entry ?? 'index'}.ts`).matchAll(/^export \* from '@probez\/([\w/-]+)'/gm),
    ([, other]) => `[\`@probez/${other}\`](${entry === undefined ? '' : '../'}${other}.md)`,
  );
  return [
    ...(entry === undefined ? [JSON.parse(read('package.json')).description] : []),
    ...(passedOn.length === 0 ? [] : [`Everything of ${passedOn.join(' and ')} is exported here, too.`]),
  ].join(' ');
}
