// @ts-nocheck
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { PACKAGES, type Package } from './packages.ts';

/** A name that a package exports, or a member of one. */
export interface PublicName {
  /** `@probez/core: HealthOptions.logger` */
  readonly name: string;
  readonly kind: 'function' | 'value' | 'type' | 'member';
  /** What its JSDoc says, tags apart. */
  readonly text: string;
  readonly tags: ReadonlyMap<string, string>;
  /** A member that may be left out. */
  readonly optional: boolean;
  /** The type that a member belongs to. */
  readonly owner: string | undefined;
}

/** Everything that the public entries of the packages export, and every member of it that is declared in this repository. */
export function publicNames(): readonly PublicName[] {
  const entries = PACKAGES.flatMap(entriesOf);
  const options: ts.CompilerOptions = {
    noLib: true,
    types: [],
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    allowImportingTsExtensions: true,
    experimentalDecorators: true,
  };
  const host = ts.createCompilerHost(options);
  // Only our own files, each by its path: what a package passes on is asked about where it is from.
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) => ({
      resolvedModule: text.startsWith('.')
        ? { resolvedFileName: join(dirname(from), text), extension: '.ts' }
        : undefined,
    }));
  const program = ts.createProgram({ rootNames: entries.map(({ file }) => file), options, host });
  const checker = program.getTypeChecker();
  return entries.flatMap(({ name, file }) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} exports nothing`);
    return checker.getExportsOfModule(module).flatMap((exported) => describe(checker, name, exported));
  });
}

/** What siblings share is nobody else's: `@probez/core/internal`, and what the command line has of the kubelet. */
const SHARED = new Set(['./internal', './manifest']);

/** The public entries of a package, with the sources that they are built from. */
function entriesOf({ name, directory, manifest: { exports = {} } }: Package) {
  return Object.entries(exports)
    .filter(([path, target]) => typeof target === 'object' && !SHARED.has(path))
    .map(([path]) => ({
      name: name + path.slice(1),
      file: join(directory, 'src', path === '.' ? 'index.ts' : `${path.slice(2)}.ts`),
    }));
}

function describe(checker: ts.TypeChecker, entry: string, exported: ts.Symbol): readonly PublicName[] {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  if (symbol.declarations === undefined) return [];
  const own = documented(checker, `${entry}: ${exported.name}`, symbol, kindOf(symbol), undefined);
  return [
    own,
    ...membersOf(checker, symbol).map((member) => {
      return documented(checker, `${entry}: ${exported.name}.${member.name}`, member, 'member', exported.name);
    }),
  ];
}

/** Members of a type that are declared in it: inherited ones are asked about where they are declared. */
function membersOf(checker: ts.TypeChecker, symbol: ts.Symbol): readonly ts.Symbol[] {
  const declarations = symbol.declarations ?? [];
  const own = declarations.flatMap((declaration): readonly ts.Symbol[] => {
    if (ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration))
      return declaration.members.flatMap((member) => (member.name && checker.getSymbolAtLocation(member.name)) ?? []);
    if (ts.isTypeAliasDeclaration(declaration))
      return literalsIn(declaration.type).flatMap(
        (member) => (member.name && checker.getSymbolAtLocation(member.name)) ?? [],
      );
    return [];
  });
  return own.filter(({ name }) => !name.startsWith('#') && name !== '__constructor');
}

/** The members of object types that are written out in an alias. */
function literalsIn(node: ts.TypeNode): readonly ts.TypeElement[] {
  if (ts.isTypeLiteralNode(node)) return [...node.members];
  if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node)) return node.types.flatMap(literalsIn);
  return [];
}

function documented(
  checker: ts.TypeChecker,
  name: string,
  symbol: ts.Symbol,
  kind: PublicName['kind'],
  owner: string | undefined,
): PublicName {
  const tags = symbol.getJsDocTags(checker);
  return {
    name,
    kind,
    owner,
    text: ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim(),
    tags: new Map(tags.map((tag) => [tag.name, ts.displayPartsToString(tag.text ?? []).trim()])),
    optional: (symbol.flags & ts.SymbolFlags.Optional) !== 0,
  };
}

function kindOf({ flags }: ts.Symbol): PublicName['kind'] {
  if (flags & ts.SymbolFlags.Function) return 'function';
  return flags & ts.SymbolFlags.Value ? 'value' : 'type';
}
