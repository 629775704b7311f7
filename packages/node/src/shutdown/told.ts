/** Two of one Ctrl-C within this time are one: the terminal sends it to every process, and npm and tsx pass theirs on. */
const SAME_CTRL_C_MS = 300;

/** What a stop has been told so far. */
export interface Told {
  readonly begun: boolean;
  /** When a person first pressed Ctrl-C, in monotonic milliseconds; `Infinity` where nobody has. */
  readonly askedAt: number;
}

/**
 * What telling it once more means. `begin`: the stop begins. `join`: it is under way, and goes on as it did. `hurry`: a
 * person waits for it, so what is left of the delay is left out. `force`: a person does not want to wait.
 */
export type Telling = 'begin' | 'join' | 'hurry' | 'force';

export const UNTOLD: Told = { begun: false, askedAt: Number.POSITIVE_INFINITY };

/**
 * One stop is told often: a supervisor signals a whole group and npm passes its own on, a framework sends the signal to its
 * own process again, the app has begun by itself. All of that joins. Only a person at a terminal can mean more by it.
 */
export function tell(told: Told, byPerson: boolean, now: number): readonly [Told, Telling] {
  if (!told.begun) return [{ begun: true, askedAt: byPerson ? now : told.askedAt }, 'begin'];
  if (!byPerson) return [told, 'join'];
  if (!Number.isFinite(told.askedAt)) return [{ begun: true, askedAt: now }, 'hurry'];
  return [told, now - told.askedAt >= SAME_CTRL_C_MS ? 'force' : 'join'];
}
