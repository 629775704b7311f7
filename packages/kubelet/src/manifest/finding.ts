import type { Part } from './part.ts';
import type { Path } from './path.ts';

/** What a type of the API wants. */
export type Wanted =
  | 'an object'
  | 'a list'
  | 'a string'
  | 'a boolean'
  | 'an int32'
  | 'an int64'
  | 'an integer or a string'
  | 'a quantity';

/** How a name is judged. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
export type NameKind =
  | 'label'
  | 'subdomain'
  | 'qualified name'
  | 'label value'
  | 'port'
  | 'header'
  | 'variable'
  | 'config key'
  | 'image';

/** Everything that the reader has to say, by code, and the values that belong to it. The words stand elsewhere: the API server's in `words.ts`. */
export interface FindingValues {
  // What the API server refuses while it decodes, with strict validation.
  readonly 'unknown-field': { readonly key: string; readonly known: readonly string[] };
  readonly 'wrong-type': { readonly value: unknown; readonly wanted: Wanted };
  // What its validation refuses.
  readonly required: { readonly detail: string };
  readonly 'out-of-range': { readonly value: number; readonly min: number; readonly max?: number };
  readonly unsupported: { readonly value: unknown; readonly allowed: readonly string[] };
  readonly duplicate: { readonly value: string };
  readonly 'bad-name': { readonly value: string; readonly kind: NameKind; readonly problem: string };
  readonly 'too-many': { readonly count: number; readonly most: number };
  readonly 'no-handler': { readonly allowed: readonly string[] };
  readonly 'many-handlers': { readonly found: readonly string[] };
  readonly 'success-threshold': { readonly value: number };
  readonly 'readiness-grace': { readonly value: number };
  readonly 'init-field': { readonly key: string };
  readonly 'sleep-over-grace': { readonly seconds: number; readonly grace: number };
  readonly 'one-source': { readonly found: readonly string[] };
  readonly 'value-beside-source': { readonly value: string };
  readonly forbidden: { readonly detail: string };
  readonly invalid: { readonly value: unknown; readonly detail: string };
  readonly 'not-found': { readonly value: string };
  readonly 'deadline-under-ready': { readonly deadline: number; readonly ready: number };
  readonly 'no-move': { readonly kind: string; readonly value: number | string };
  readonly 'two-moves': { readonly value: number | string };
  readonly 'empty-selector': { readonly kind: string };
  readonly 'selector-mismatch': { readonly labels: Readonly<Record<string, string>>; readonly selector: unknown };
  readonly 'two-budgets': Readonly<Record<never, never>>;
  // What it takes for something other than it says.
  readonly 'zero-number': { readonly key: string; readonly fallback: number };
  readonly 'negative-grace': { readonly value: number };
  readonly 'hook-tcp': Readonly<Record<never, never>>;
  readonly 'stop-signal': { readonly signal: string };
}

/** What kind of finding it is, for programs. */
export type Code = keyof FindingValues;

/** One finding as data: what (`code`), where (`path`, from the object's top), and the values that words are made of. */
export type Finding = {
  [C in Code]: { readonly code: C; readonly path: Path; readonly values: FindingValues[C] };
}[Code];

const taken: ReadonlySet<Code> = new Set<Code>(['zero-number', 'negative-grace', 'hook-tcp', 'stop-signal']);

/** False for what the API server takes, though it means something other than it says. */
export const isRefusal = ({ code }: Finding): boolean => !taken.has(code);

export type Tell = <C extends Code>(code: C, at: Part, values: FindingValues[C]) => void;

/** Gathers the findings about one object. */
export function gather(object: Part): { readonly findings: Finding[]; readonly tell: Tell } {
  const findings: Finding[] = [];
  const tell: Tell = (code, at, values) => {
    // A union over all codes cannot be built from a code that is only known to be one of them.
    findings.push({ code, path: at.path.slice(object.path.length), values } as Finding);
  };
  return { findings, tell };
}
