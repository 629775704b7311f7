import { type Document, isScalar, parseAllDocuments, type Tags, visit } from 'yaml';

/** A text that is no YAML at all. */
export class YamlError extends Error {
  override readonly name = 'YamlError';
  readonly code = 'ERR_YAML';
}

/**
 * kubectl reads YAML 1.1 (`yes` is true, `010` is 8, `<<` merges), but has neither its times nor its sexagesimal numbers:
 * https://github.com/kubernetes-sigs/yaml
 */
const asKubectl = (tags: Tags): Tags =>
  tags.filter((tag) => typeof tag === 'string' || (tag.format !== 'TIME' && tag.tag !== 'tag:yaml.org,2002:timestamp'));

/** A key that stands twice in one map. The parser's own search compares every key with every other. */
function repeatedKey(document: Document): string | undefined {
  let repeated: string | undefined;
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        const value: unknown = isScalar(key) ? key.value : key;
        if (seen.has(value) && value !== '<<') repeated ??= String(value);
        seen.add(value);
      }
      return repeated === undefined ? undefined : visit.BREAK;
    },
  });
  return repeated;
}

/** Byte order marks of files that were put one behind the other; kubectl passes over them. */
const withoutMarks = (text: string) => text.replace(/(?<=^---.*\n)\uFEFF/gm, '');

function explain(message: string): string {
  if (message.startsWith('Excessive alias count')) return 'its aliases multiply without bound, so it is not read';
  return message.replace(/^Maximum call stack size exceeded/, 'nested too deeply to be read');
}

/**
 * The values of all documents that are not empty, read as kubectl reads them.
 * @throws YamlError
 */
export function readYaml(text: string): unknown[] {
  if (/^\uFFFD\uFFFD|^(.\0){2}|^(\0.){2}/.test(text)) throw new YamlError('UTF-16 text: save it as UTF-8');
  try {
    const options = {
      schema: 'yaml-1.1',
      customTags: asKubectl,
      merge: true,
      uniqueKeys: false,
      logLevel: 'silent',
    } as const;
    return parseAllDocuments(withoutMarks(text), options).flatMap((document) => {
      const [error] = document.errors;
      if (error !== undefined) throw new YamlError(explain(error.message));
      const key = repeatedKey(document);
      if (key !== undefined) throw new YamlError(`the key ${JSON.stringify(key)} stands twice in one map`);
      // The bound keeps a few aliases of aliases from growing into millions of maps; plain reuse of an anchor stays far below it.
      const value: unknown = document.toJS({ maxAliasCount: 10_000 });
      return value === null || value === undefined ? [] : [value];
    });
  } catch (error) {
    if (error instanceof YamlError) throw error;
    throw new YamlError(explain(error instanceof Error ? error.message : String(error)));
  }
}
