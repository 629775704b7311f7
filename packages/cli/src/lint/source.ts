import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  type Tags,
  visit,
  type YAMLMap,
} from 'yaml';

/** Where something stands in a file; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Map keys and list indexes from the top of a document to a value. */
export type Path = readonly (string | number)[];

/** A file, or standard input, as it was read. */
export interface InputFile {
  /** The name for messages: a path, or `-`. */
  readonly name: string;
  readonly text: string;
}

/** One YAML document. */
export interface Source {
  readonly file: string;
  /** The first and the last line of the document. */
  readonly lines: readonly [number, number];
  /** The plain value, anchors and merge keys resolved. */
  readonly value: unknown;
  /** Keys that stand twice in one map. */
  readonly duplicateKeys: readonly (Place & { readonly key: string })[];
  /** Where the value at this path is written; of a key that is not there, the nearest thing above it. */
  locate(path: Path): Place;
}

/** Text that is no YAML at all. */
export interface Problem extends Place {
  readonly file: string;
  readonly message: string;
}

/** A comment as it stands in the file. */
export interface Comment extends Place {
  readonly file: string;
  readonly text: string;
}

export interface Parsed {
  readonly sources: readonly Source[];
  readonly problems: readonly Problem[];
  /** The comments that speak to probez. */
  readonly comments: readonly Comment[];
}

/** Rendered charts reach a few megabytes; past this it is hardly a manifest. */
const largestInput = 64 * 1024 * 1024;

/**
 * kubectl reads YAML 1.1 (`yes` is true, `010` is 8, `<<` merges), but has neither its times nor its sexagesimal numbers:
 * https://github.com/kubernetes-sigs/yaml
 */
const asKubectl = (tags: Tags): Tags =>
  tags.filter((tag) => typeof tag === 'string' || (tag.format !== 'TIME' && tag.tag !== 'tag:yaml.org,2002:timestamp'));

/** Follows an alias to what it stands for. */
function settle(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

const isMerge = (pair: Pair) => isScalar(pair.key) && (pair.key.source === '<<' || pair.key.value === '<<');

/** The pair for a key, looked for in the map itself first, then in what it merges. */
function findPair(map: YAMLMap, key: string, document: Document, depth = 0): Pair | undefined {
  const own = map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key && !isMerge(pair));
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

const startOf = (node: unknown) => (node as Partial<Node> | null | undefined)?.range?.[0];

function locate(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? document.range?.[0] ?? 0;
  for (const step of path) {
    node = settle(node, document);
    if (isMap(node)) {
      const pair = findPair(node, String(step), document);
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

const place = (counter: LineCounter, offset: number): Place => {
  const { line, col } = counter.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
};

/** Comments that name probez; the same text inside a string or a block scalar is no comment. */
function findComments(file: InputFile, documents: readonly Document[], counter: LineCounter): Comment[] {
  const found = [...file.text.matchAll(/(?<=^|\s)#[ \t]*(probez[-:].*)$/gim)];
  if (found.length === 0) return [];
  const inString = new Set<number>();
  for (const document of documents) {
    visit(document, {
      Scalar(_, scalar) {
        const [start, end] = scalar.range ?? [0, 0];
        for (const match of found) if (match.index > start && match.index < end) inString.add(match.index);
      },
    });
  }
  return found
    .filter((match) => !inString.has(match.index))
    .map((match) => ({ file: file.name, text: (match[1] ?? '').trim(), ...place(counter, match.index) }));
}

const firstLine = (message: string) => message.split('\n', 1)[0] ?? message;

function explain(error: unknown): string {
  const message = error instanceof Error ? firstLine(error.message) : String(error);
  if (message.startsWith('Maximum call stack size exceeded')) return 'nested too deeply to be read';
  return message.startsWith('Excessive alias count')
    ? 'its aliases multiply without bound, so it is not read'
    : message;
}

/** Keys that stand twice in one map. The parser's own search compares every key with every other. */
function repeatedKeys(document: Document, counter: LineCounter): (Place & { readonly key: string })[] {
  const found: (Place & { readonly key: string })[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const pair of map.items) {
        const key: unknown = isScalar(pair.key) ? pair.key.value : pair.key;
        if (seen.has(key) && !isMerge(pair))
          found.push({ key: String(key), ...place(counter, startOf(pair.key) ?? 0) });
        seen.add(key);
      }
    },
  });
  return found;
}

/** Byte order marks of files that were put one behind the other; kubectl passes over them. */
const withoutMarks = (text: string) => text.replace(/(?<=^---.*\n)\uFEFF/gm, '');

const templateHint = (text: string) =>
  /\{\{.*\}\}/.test(text) ? ' (an unrendered Helm template? Try: helm template . | probez lint -)' : '';

/** Reads every document of a file. Whatever is in it, this neither throws nor runs away. */
export function parse({ name, text }: InputFile): Parsed {
  const file = { name, text: withoutMarks(text) };
  const fail = (message: string, at: Place = { line: 1, column: 1 }): Parsed => ({
    sources: [],
    problems: [{ file: file.name, message, ...at }],
    comments: [],
  });
  if (file.text.length > largestInput) return fail(`larger than ${largestInput / 1024 / 1024} MB`);
  if (/^\uFFFD\uFFFD|^(.\0){2}|^(\0.){2}/.test(file.text)) return fail('UTF-16 text: save it as UTF-8');
  if (file.text.includes('\0')) return fail('holds a NUL byte: this is no YAML text');
  const counter = new LineCounter();
  let documents: Document[];
  try {
    documents = [
      ...parseAllDocuments(file.text, {
        lineCounter: counter,
        schema: 'yaml-1.1',
        customTags: asKubectl,
        merge: true,
        uniqueKeys: false,
        prettyErrors: false,
        logLevel: 'silent',
      }),
    ];
  } catch (error) {
    return fail(explain(error));
  }
  const sources: Source[] = [];
  const problems: Problem[] = [];
  for (const document of documents) {
    const [broken] = document.errors;
    if (broken !== undefined) {
      const message = explain(broken) + templateHint(file.text);
      problems.push({ file: file.name, message, ...place(counter, broken.pos[0]) });
      continue;
    }
    const [start, , end] = document.range ?? [0, 0, 0];
    try {
      sources.push({
        file: file.name,
        lines: [place(counter, start).line, place(counter, end).line],
        // The bound keeps a few aliases of aliases from growing into millions of maps; plain reuse of an anchor stays far below it.
        value: document.toJS({ maxAliasCount: 10_000 }),
        duplicateKeys: repeatedKeys(document, counter),
        locate: (path) => place(counter, locate(document, path)),
      });
    } catch (error) {
      problems.push({ file: file.name, message: explain(error), ...place(counter, start) });
    }
  }
  return { sources, problems, comments: findComments(file, documents, counter) };
}
