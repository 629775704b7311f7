import { UsageError } from '../usage-error.ts';
import type { LintResult } from './lint.ts';
import type { Finding } from './rule.ts';

/** How many findings of a kind there may be, by place without its line: lines move, mistakes stay. */
export type Baseline = Readonly<Record<string, number>>;

const keyOf = ({ rule, file, object = '', container = '' }: Finding) =>
  [rule, file, object, container].join(' ').trim();

export function toBaseline({ findings }: LintResult): Baseline {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(keyOf(finding), (counts.get(keyOf(finding)) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Reads a baseline. @throws UsageError */
export function readBaseline(name: string, text: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const entries =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;
  if (entries?.every((entry): entry is [string, number] => Number.isInteger(entry[1])) !== true)
    throw new UsageError(`${name}: no baseline; probez lint --write-baseline writes one`);
  return Object.fromEntries(entries);
}

export interface Compared {
  /** The findings that the baseline does not know. */
  readonly fresh: readonly Finding[];
  /** Entries that are too high: what has been mended may not come back, so they have to go down. */
  readonly mended: readonly string[];
}

export function compare(findings: readonly Finding[], baseline: Baseline): Compared {
  const left = new Map(Object.entries(baseline));
  const fresh = findings.filter((finding) => {
    const known = left.get(keyOf(finding)) ?? 0;
    if (known > 0) left.set(keyOf(finding), known - 1);
    return known === 0;
  });
  return { fresh, mended: [...left].flatMap(([key, count]) => (count > 0 ? [key] : [])) };
}
