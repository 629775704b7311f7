import type { TraceEntry } from '../../src/simulation/trace.ts';

export interface CompareOptions {
  /** How far times may differ, in seconds. */
  readonly tolerance: number;
  /** How long both were watched: what lies at the very end may be cut off. */
  readonly seconds: number;
  /**
   * Both happen in real time: an attempt that is due in the moment in which its container ends comes before the end or after it, as the
   * machine likes, and so is found in one of the two only, whatever it met. Nothing else may be missing or too much.
   */
  readonly realTime?: boolean;
}

const withoutTime = ({ t: _t, ...rest }: TraceEntry) => JSON.stringify(rest);

/** The differences between two traces: order within a kind counts. */
export function compareTraces(
  actual: readonly TraceEntry[],
  expected: readonly TraceEntry[],
  options: CompareOptions,
): string[] {
  const kinds = new Set([...actual, ...expected].map(({ kind }) => kind));
  const mayMiss = (trace: readonly TraceEntry[]) =>
    options.realTime ? coincidesIn(trace, options.tolerance) : () => false;
  const mine = mayMiss(actual);
  const theirs = mayMiss(expected);
  return [...kinds].flatMap((kind) => {
    const of = (trace: readonly TraceEntry[], passes: (entry: TraceEntry) => boolean) =>
      trace.filter((entry) => entry.kind === kind).map((entry) => ({ entry, mayMiss: passes(entry) }));
    return compareKind(of(actual, mine), of(expected, theirs), options);
  });
}

/** Says whether it is an attempt, or the event about one, in the moment in which a container ends. */
function coincidesIn(trace: readonly TraceEntry[], tolerance: number): (entry: TraceEntry) => boolean {
  const ends = trace.filter(({ kind, event }) => kind === 'container' && event === 'exited');
  return ({ t, kind }) =>
    (kind === 'probe' || kind === 'event') && ends.some((end) => Math.abs(end.t - t) <= tolerance + 1e-9);
}

interface Compared {
  readonly entry: TraceEntry;
  readonly mayMiss: boolean;
}

function compareKind(
  actual: readonly Compared[],
  expected: readonly Compared[],
  { tolerance, seconds }: CompareOptions,
): string[] {
  const atEnd = ({ t }: TraceEntry) => t >= seconds - tolerance;
  const near = (a: TraceEntry, b: TraceEntry) => Math.abs(a.t - b.t) <= tolerance + 1e-9;

  /** From there on: as few differences as what may be missing allows. */
  function differences(mine: number, theirs: number): string[] {
    const a = actual[mine];
    const b = expected[theirs];
    if (a === undefined && b === undefined) return [];
    const same = a !== undefined && b !== undefined && withoutTime(a.entry) === withoutTime(b.entry);
    if (same && near(a.entry, b.entry)) return differences(mine + 1, theirs + 1);
    const ways = [told(mine, theirs, same)];
    if (a?.mayMiss) ways.push(differences(mine + 1, theirs));
    if (b?.mayMiss) ways.push(differences(mine, theirs + 1));
    return ways.reduce((best, way) => (way.length < best.length ? way : best));
  }

  function told(mine: number, theirs: number, same: boolean): string[] {
    const a = actual[mine]?.entry;
    const b = expected[theirs]?.entry;
    const rest = () => differences(mine + 1, theirs + 1);
    if (a === undefined || b === undefined) {
      const left = a ?? b;
      if (left === undefined || atEnd(left)) return rest();
      return [`${a === undefined ? 'missing' : 'extra'}: ${JSON.stringify(left)}`, ...rest()];
    }
    if (same) return [`expected at ${b.t}: ${JSON.stringify(a)}`, ...rest()];
    // After that nothing fits any more.
    return atEnd(a) && atEnd(b) ? rest() : [`expected ${JSON.stringify(b)}, got ${JSON.stringify(a)}`];
  }

  return differences(0, 0);
}
