import type { TraceEntry } from '../../src/simulation/trace.ts';

const withoutTime = ({ t: _t, ...rest }: TraceEntry) => JSON.stringify(rest);

/** The differences between two traces: order within a kind counts, times may differ by so much. What lies at the very end may be cut off. */
export function compareTraces(
  actual: readonly TraceEntry[],
  expected: readonly TraceEntry[],
  options: { readonly tolerance: number; readonly seconds: number },
): string[] {
  const differences: string[] = [];
  const kinds = new Set([...actual, ...expected].map((entry) => entry.kind));
  const edge = options.seconds - options.tolerance;
  for (const kind of kinds) {
    const mine = actual.filter((entry) => entry.kind === kind);
    const theirs = expected.filter((entry) => entry.kind === kind);
    const length = Math.max(mine.length, theirs.length);
    for (let index = 0; index < length; index++) {
      const a = mine[index];
      const b = theirs[index];
      if (a === undefined || b === undefined) {
        const left = a ?? b;
        if (left !== undefined && left.t < edge)
          differences.push(`${a === undefined ? 'missing' : 'extra'}: ${JSON.stringify(left)}`);
        continue;
      }
      if (withoutTime(a) !== withoutTime(b)) {
        if (a.t >= edge && b.t >= edge) continue;
        differences.push(`expected ${JSON.stringify(b)}, got ${JSON.stringify(a)}`);
        break;
      }
      if (Math.abs(a.t - b.t) > options.tolerance + 1e-9) differences.push(`expected at ${b.t}: ${JSON.stringify(a)}`);
    }
  }
  return differences;
}
