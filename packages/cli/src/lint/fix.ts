import type { InputFile } from '../files.ts';
import type { Traced } from './lint.ts';

export interface Fixed {
  readonly file: string;
  readonly text: string;
  readonly count: number;
}

/** Puts the right numbers in the place of the wrong ones: each scalar by itself, everything else of the file stays as it is. */
export function fixNumbers(files: readonly InputFile[], traced: readonly Traced[]): Fixed[] {
  return files.flatMap(({ name, text }) => {
    const changes = new Map<number, readonly [end: number, value: number]>();
    for (const { finding, report } of traced) {
      if (finding.file !== name) continue;
      for (const { at, value } of report.numbers ?? []) {
        const span = at.whole === undefined ? undefined : at.document?.span(at.path);
        if (span === undefined) continue;
        const [start, end] = span;
        // Two rules about one number: the more patient one wins.
        changes.set(start, [end, Math.max(value, changes.get(start)?.[1] ?? value)]);
      }
    }
    if (changes.size === 0) return [];
    let fixed = text;
    for (const [start, [end, value]] of [...changes].toSorted(([a], [b]) => b - a))
      fixed = fixed.slice(0, start) + String(value) + fixed.slice(end);
    return [{ file: name, text: fixed, count: changes.size }];
  });
}
