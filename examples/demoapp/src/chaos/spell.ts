import { type Asked, choice } from './trouble.ts';

/** Which requests something befalls. */
export const onField = () => choice('on', ['pages', 'probes', 'all']);

/** What befalls requests for some time, and then no longer. */
export interface Spell<Value> {
  cast(value: Value, on: string, seconds: number): void;
  end(): void;
  /** What is in force for such requests now. */
  for(asked: Asked): Value | undefined;
  /** What is in force, on which requests, and how many seconds more. */
  state(): { readonly value: Value; readonly on: string; readonly seconds: number } | undefined;
}

export function createSpell<Value>(): Spell<Value> {
  let cast: { readonly value: Value; readonly on: string; readonly until: number } | undefined;
  const inForce = () => (cast !== undefined && performance.now() < cast.until ? cast : undefined);
  return {
    cast(value, on, seconds) {
      cast = { value, on, until: performance.now() + seconds * 1000 };
    },
    end() {
      cast = undefined;
    },
    for(asked) {
      const now = inForce();
      return now?.on === asked || now?.on === 'all' ? now.value : undefined;
    },
    state() {
      const now = inForce();
      if (now === undefined) return undefined;
      return { value: now.value, on: now.on, seconds: Math.ceil((now.until - performance.now()) / 1000) };
    },
  };
}
