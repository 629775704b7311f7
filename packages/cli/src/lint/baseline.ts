import { existsSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { UsageError } from '../usage-error.ts';
import type { LintResult } from './lint.ts';
import type { Finding } from './rule.ts';

/** Findings of a kind, by place without its line: lines move, mistakes stay. */
export interface BaselineEntry {
  readonly rule: string;
  /** Seen from the folder of the baseline. */
  readonly file: string;
  readonly object: string;
  readonly container: string;
  /** How many there may be. */
  readonly count: number;
}

const keyOf = ({ rule, file, object, container }: Omit<BaselineEntry, 'count'>) =>
  JSON.stringify([rule, file, object, container]);

/** The same file however the command line has named it. */
const fileFrom = (baseline: string, file: string) =>
  file === '-'
    ? file
    : relative(dirname(resolve(baseline)), resolve(file))
        .split(sep)
        .join('/');

const placeOf = (baseline: string, { rule, file, object = '', container = '' }: Finding) => ({
  rule,
  file: fileFrom(baseline, file),
  object,
  container,
});

/** The text of a baseline, to be kept under this name. */
export function writeBaseline(name: string, { findings }: LintResult): string {
  const entries = new Map<string, BaselineEntry>();
  for (const finding of findings) {
    const place = placeOf(name, finding);
    const key = keyOf(place);
    entries.set(key, { ...place, count: (entries.get(key)?.count ?? 0) + 1 });
  }
  const lines = [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => `  ${JSON.stringify(entry)}`);
  return `{ "version": 1, "findings": [\n${lines.join(',\n')}\n] }\n`;
}

const isEntry = (value: unknown): value is BaselineEntry => {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return (
    ['rule', 'file', 'object', 'container'].every((key) => typeof fields.get(key) === 'string') &&
    Number.isInteger(fields.get('count'))
  );
};

/** Reads a baseline. @throws UsageError */
export function readBaseline(name: string, text: string): readonly BaselineEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { version, findings } = Object(value);
  if (version === 1 && Array.isArray(findings) && findings.every(isEntry)) return findings;
  throw new UsageError(`${name}: no baseline of version 1; probez lint --write-baseline writes one`);
}

export interface Compared {
  /** The findings that the baseline does not know. */
  readonly fresh: readonly Finding[];
  /** Entries that are too high, in words: what has been mended may not come back, so they have to go down. */
  readonly mended: readonly string[];
}

/**
 * Holds findings against a baseline. What was not looked at is not mended: another file that is still there, or a rule that did not run.
 * @param ran whether a rule did
 */
export function compare(
  name: string,
  { findings, files, problems }: Pick<LintResult, 'findings' | 'files' | 'problems'>,
  baseline: readonly BaselineEntry[],
  ran: (rule: string) => boolean,
): Compared {
  const left = new Map(baseline.map((entry) => [keyOf(entry), entry.count]));
  const fresh = findings.filter((finding) => {
    const key = keyOf(placeOf(name, finding));
    const known = left.get(key) ?? 0;
    if (known > 0) left.set(key, known - 1);
    return known === 0;
  });
  const unread = new Set(problems.map(({ file }) => file));
  const seen = new Set(files.filter((file) => !unread.has(file)).map((file) => fileFrom(name, file)));
  const isGone = (file: string) => file !== '-' && !existsSync(resolve(dirname(name), file));
  const mended = baseline.filter(
    (entry) => (left.get(keyOf(entry)) ?? 0) > 0 && ran(entry.rule) && (seen.has(entry.file) || isGone(entry.file)),
  );
  return {
    fresh,
    mended: mended.map(({ rule, file, object, container }) => [rule, file, object, container].join(' ').trim()),
  };
}
