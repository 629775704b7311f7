import { sharedUnder } from './shared.ts';
import { Stop, type StopMember, type StopSeat } from './stop.ts';
import type { GracefulShutdown } from './types.ts';

const KEY = Symbol.for('probez.shutdown.v1');

interface Shared {
  /** One per `exit`: a test's own `exit` keeps its shutdowns apart from all others. */
  readonly stops: Map<unknown, { join(member: StopMember): StopSeat }>;
  /** Who takes care of a server. */
  readonly servers: WeakMap<object, GracefulShutdown>;
}

/** By its names alone: each copy of a test runner's realm may have a `Map` of its own. */
const isShared = (value: unknown): value is Shared =>
  typeof value === 'object' && value !== null && 'stops' in value && 'servers' in value;

const shared = (): Shared => sharedUnder<Shared>(KEY, isShared, () => ({ stops: new Map(), servers: new WeakMap() }));

/** Who takes care of a server already, whichever copy of this package it came from. */
export const caretakers = (): WeakMap<object, GracefulShutdown> => shared().servers;

/** A seat in the stop of all shutdowns that end through `exit`: in that of the process itself without one. */
export function joinStop(exit: ((code: number) => unknown) | undefined, member: StopMember): StopSeat {
  const { stops } = shared();
  const own = exit === process.exit ? undefined : exit;
  // Looked up when it is called: a test may have put something else in its place by then.
  const stop = stops.get(own) ?? new Stop(own ?? ((code) => process.exit(code)), () => stops.delete(own));
  stops.set(own, stop);
  return stop.join(member);
}
