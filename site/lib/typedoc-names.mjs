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
      module.comment = new Comment([{ kind: 'text', text: path.includes('/') ? '' : descriptionOf(path) }]);
    }
  });
}

/** @param {string} folder @returns {string} */
const descriptionOf = (folder) =>
  JSON.parse(readFileSync(new URL(`../../packages/${folder}/package.json`, import.meta.url), 'utf8')).description;
