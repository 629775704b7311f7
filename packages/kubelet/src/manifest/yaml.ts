import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseAllDocuments,
  type Tags,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Path, Place } from './path.ts';

/** A text that is not YAML. */
export class YamlError extends Error {
  /** Always `YamlError`. */
  override readonly name = 'YamlError';
  /** Always `ERR_YAML`. */
  readonly code = 'ERR_YAML';
}

/** A key that stands twice in one map: the last one counts. */
export interface DuplicateKey extends Place {
  readonly key: string;
}

/** One document of a text. */
export interface YamlDocument {
  /** The first and the last line. */
  readonly lines: readonly [number, number];
  /** The plain value, anchors and merge keys resolved. */
  readonly value: unknown;
  readonly duplicateKeys: readonly DuplicateKey[];
  /** Where the value at this path is written; of a key that is not there, the nearest thing above it. */
  locate(path: Path): Place;
  /** From where to where the plain scalar at this path stands in the text; undefined for anything else. */
  span(path: Path): readonly [number, number] | undefined;
}

export interface YamlProblem extends Place {
  readonly message: string;
}

/** A text of YAML documents that was read. */
export interface YamlText {
  readonly documents: readonly YamlDocument[];
  /** What could not be read; the other documents are there all the same. */
  readonly problems: readonly YamlProblem[];
  /** The comments whose text a pattern fits; the same text inside a string or a block scalar is no comment. */
  comments(pattern: RegExp): (Place & { readonly text: string })[];
}

/** Rendered charts reach a few megabytes; past this it is hardly a manifest. */
const largestText = 64 * 1024 * 1024;

/** Numbers that kubectl reads beside those of YAML 1.1, because Go does: the octal ones of 1.2, and a prefix in capitals. */
const prefixed = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0(?:[oO][0-7_]+|X[0-9a-fA-F_]+|B[01_]+)$/,
  resolve: (text: string) => Number(text.replace(/[_+]/g, '').replace('-', '')) * (text.startsWith('-') ? -1 : 1),
} as const;

const most = 2n ** 63n - 1n;

/** Whole numbers past 64 bits: rounded they would fit. */
const long = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?[1-9][0-9_]{18,}$/,
  resolve(text: string) {
    const exact = BigInt(text.replace(/[_+]/g, ''));
    const fits = exact <= most && exact >= -most - 1n;
    return Number(fits ? exact : exact + (exact < 0n ? -2048n : 2048n));
  },
} as const;

/** Bytes are text to kubectl. */
const binary = {
  tag: 'tag:yaml.org,2002:binary',
  resolve: (text: string) => Buffer.from(text, 'base64').toString(),
} as const;

/**
 * kubectl reads YAML 1.1 (`yes` is true, `010` is 8, `<<` merges), but has neither its times nor its sexagesimal numbers:
 * https://github.com/kubernetes-sigs/yaml
 */
const asKubectl = (tags: Tags): Tags => [
  prefixed,
  long,
  binary,
  ...tags.filter(
    (tag) =>
      typeof tag === 'string' ||
      (tag.format !== 'TIME' && !['tag:yaml.org,2002:timestamp', binary.tag].includes(tag.tag)),
  ),
];

/** Follows an alias to what it stands for. */
const settle = (node: unknown, document: Document): unknown => (isAlias(node) ? node.resolve(document) : node);

const isMerge = (pair: Pair) => isScalar(pair.key) && (pair.key.source === '<<' || pair.key.value === '<<');

/** The pair for a key, looked for in the map itself first (the last one counts), then in what it merges. */
function findPair(map: YAMLMap, key: string, document: Document, depth = 0): Pair | undefined {
  const own = map.items.findLast((pair) => isScalar(pair.key) && String(pair.key.value) === key && !isMerge(pair));
  if (own !== undefined || depth > 8) return own;
  for (const pair of map.items.filter(isMerge)) {
    const merged = settle(pair.value, document);
    for (const candidate of isSeq(merged) ? merged.items : [merged]) {
      const target = settle(candidate, document);
      const found = isMap(target) ? findPair(target, key, document, depth + 1) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

const startOf = (node: unknown) => (isNode(node) ? node.range?.[0] : undefined);

/** Walks down a path as far as it leads: the node there, and the offset of the last key or item that was found. */
function walk(document: Document, path: Path): { readonly node: unknown; readonly offset: number } {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? document.range?.[0] ?? 0;
  for (const step of path) {
    node = settle(node, document);
    if (isMap(node)) {
      const pair = findPair(node, String(step), document);
      if (pair === undefined) return { node: undefined, offset };
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      offset = startOf(node) ?? offset;
    } else return { node: undefined, offset };
  }
  return { node, offset };
}

const placeOf = (counter: LineCounter, offset: number): Place => {
  const { line, col } = counter.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
};

function explain(error: unknown): string {
  const message = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
  if (message.startsWith('Maximum call stack size exceeded')) return 'nested too deeply to be read';
  if (message.startsWith('Excessive alias count')) return 'its aliases expand without limit, so it is not read';
  return message;
}

/** The parser's own search compares every key with every other. */
function repeatedKeys(document: Document, counter: LineCounter): DuplicateKey[] {
  const found: DuplicateKey[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const pair of map.items) {
        const key: unknown = isScalar(pair.key) ? pair.key.value : pair.key;
        if (seen.has(key) && !isMerge(pair))
          found.push({ key: String(key), ...placeOf(counter, startOf(pair.key) ?? 0) });
        seen.add(key);
      }
    },
  });
  return found;
}

/** An alias inside of what it stands for, which has no end; kubectl refuses it, too. */
function selfReference(document: Document): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias(_, alias, path) {
      const around = path.filter((one) => (isMap(one) || isSeq(one)) && one.anchor === alias.source);
      if (around.length === 0 || !around.some((one) => one === alias.resolve(document))) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}

function commentsIn(text: string, documents: readonly Document[], counter: LineCounter, pattern: RegExp) {
  const found = [...text.matchAll(/(?<=^|\s)#[ \t]*([^\n\r]*)/gm)].filter((match) => pattern.test(match[1] ?? ''));
  if (found.length === 0) return [];
  const inString = new Set<number>();
  for (const document of documents) {
    visit(document, {
      Scalar(_, { range }) {
        const [start, end] = range ?? [0, 0];
        for (const match of found) if (match.index > start && match.index < end) inString.add(match.index);
      },
    });
  }
  return found
    .filter((match) => !inString.has(match.index))
    .map((match) => ({ text: (match[1] ?? '').trim(), ...placeOf(counter, match.index) }));
}

function readDocument(document: Document, counter: LineCounter): YamlDocument {
  const [start, , end] = document.range ?? [0, 0, 0];
  return {
    lines: [placeOf(counter, start).line, placeOf(counter, end).line],
    // The bound keeps a few aliases of aliases from growing into millions of maps; plain reuse of an anchor stays far below it.
    value: document.toJS({ maxAliasCount: 10_000 }),
    duplicateKeys: repeatedKeys(document, counter),
    locate: (path) => placeOf(counter, walk(document, path).offset),
    span(path) {
      const { node } = walk(document, path);
      return isScalar(node) && node.range != null && !isPair(node) ? [node.range[0], node.range[1]] : undefined;
    },
  };
}

/** Reads every document of a text as kubectl does. Whatever is in it, this neither throws nor runs away. */
export function readYaml(input: string): YamlText {
  // Byte order marks of files that were put one behind the other; kubectl passes over them.
  const text = input.replace(/(?<=^---.*\n)\uFEFF/gm, '');
  const nothing = (message: string): YamlText => ({
    documents: [],
    problems: [{ message, line: 1, column: 1 }],
    comments: () => [],
  });
  if (text.length > largestText) return nothing(`larger than ${largestText / 1024 / 1024} MB`);
  if (/^\uFFFD\uFFFD|^(.\0){2}|^(\0.){2}/.test(text)) return nothing('UTF-16 text: save it as UTF-8');
  if (text.includes('\0')) return nothing('contains a NUL byte, so it is not YAML text');
  const lineCounter = new LineCounter();
  const options = { schema: 'yaml-1.1', customTags: asKubectl, merge: true, uniqueKeys: false } as const;
  let parsed: Document[];
  try {
    parsed = [...parseAllDocuments(text, { ...options, lineCounter, prettyErrors: false, logLevel: 'silent' })];
  } catch (error) {
    return nothing(explain(error));
  }
  const documents: YamlDocument[] = [];
  const problems: YamlProblem[] = [];
  for (const document of parsed) {
    const [broken] = document.errors;
    let offset = broken?.pos[0] ?? document.range?.[0] ?? 0;
    try {
      if (broken !== undefined) throw broken;
      const circle = selfReference(document);
      offset = startOf(circle) ?? offset;
      if (circle !== undefined)
        throw new YamlError(
          `the alias *${circle.source} is inside its own anchor &${circle.source}: it would contain itself`,
        );
      documents.push(readDocument(document, lineCounter));
    } catch (error) {
      problems.push({ message: explain(error), ...placeOf(lineCounter, offset) });
    }
  }
  return { documents, problems, comments: (pattern) => commentsIn(text, parsed, lineCounter, pattern) };
}

/**
 * The documents of a text that must be well.
 * @throws YamlError
 */
export function readYamlOrThrow(text: string): readonly YamlDocument[] {
  const { documents, problems } = readYaml(text);
  const [problem] = problems;
  if (problem !== undefined) throw new YamlError(`${problem.message} (line ${problem.line}, column ${problem.column})`);
  return documents;
}
