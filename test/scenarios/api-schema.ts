import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';

/**
 * Validation against the API's own schema (OpenAPI of Kubernetes 1.33, by way of kubernetes-models): its compiled JSON schema finds wrong types and
 * missing fields, and its interfaces, applied to the object as a literal, find unknown fields, as `kubectl apply --validate=strict` does.
 */

export interface Document {
  /** `file#2` is the second document of a file. */
  readonly name: string;
  readonly value: unknown;
}

interface Typed extends Document {
  readonly apiVersion: string;
  readonly kind: string;
}

/** YAML 1.1, as kubectl reads it: an unquoted `yes` is a boolean there. Throws for what is no YAML. */
export function documentsIn(name: string, text: string): Document[] {
  return parseAllDocuments(text, { version: '1.1', merge: true })
    .map((document, index) => {
      const [error] = document.errors;
      if (error !== undefined) throw new Error(`${name}: ${error.message}`);
      return { name: index === 0 ? name : `${name}#${index + 1}`, value: document.toJS() };
    })
    .filter(({ value }) => value !== null);
}

const field = (value: unknown, key: string): string => {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === 'string' ? found : '';
};

/** `kind` and `apiVersion` make a Kubernetes object. */
export const isObject = ({ value }: Document): boolean =>
  field(value, 'kind') !== '' && field(value, 'apiVersion') !== '';

interface Model {
  readonly validate: () => void;
}

function isModule(value: unknown): value is Record<string, new (data: unknown) => Model> {
  return typeof value === 'object' && value !== null;
}

const require = createRequire(import.meta.url);

function modelOf({ apiVersion, kind }: Typed): (new (data: unknown) => Model) | undefined {
  // The package still has versions that no server of today serves.
  if (!/(^|\/)v\d+$/.test(apiVersion)) return undefined;
  try {
    const module: unknown = require(`kubernetes-models/${apiVersion}/${kind}`);
    return isModule(module) ? module[kind] : undefined;
  } catch {
    return undefined;
  }
}

function compiledSchema(object: Typed): string[] {
  const { name, value } = object;
  const Kind = modelOf(object);
  if (Kind === undefined) return [`${name}: Kubernetes has no ${object.apiVersion} ${object.kind}`];
  try {
    new Kind(value).validate();
    return [];
  } catch (error) {
    return [`${name}: ${error instanceof Error ? error.message : error}`];
  }
}

/** Every object as a typed literal of one program, so that the compiler starts once. */
function knownFields(objects: readonly Typed[]): string[] {
  const file = new URL('objects.virtual.ts', import.meta.url).pathname;
  const lines = objects.map(
    ({ apiVersion, kind, value }, index) =>
      `export const object${index}: import('kubernetes-models/${apiVersion}/${kind}').I${kind} = ${JSON.stringify(value)};`,
  );
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === file || fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    path === file ? ts.createSourceFile(path, lines.join('\n'), ts.ScriptTarget.ESNext) : getSourceFile(path, ...rest);
  const program = ts.createProgram([file], options, host);
  return [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...program.getSemanticDiagnostics(),
  ].map(({ file: source, start = 0, messageText }) => {
    const at = source === undefined ? -1 : source.getLineAndCharacterOfPosition(start).line;
    return `${objects[at]?.name ?? source?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

/** What the API server's schema has against these objects; each objection begins with the object's name. */
export function objections(documents: readonly Document[]): string[] {
  const objects = documents.map((document) => ({
    ...document,
    apiVersion: field(document.value, 'apiVersion'),
    kind: field(document.value, 'kind'),
  }));
  return [
    ...objects.flatMap(compiledSchema),
    ...knownFields(objects.filter((object) => modelOf(object) !== undefined)),
  ];
}

export const documentsOf = (path: string, name: string): Document[] => documentsIn(name, readFileSync(path, 'utf8'));
