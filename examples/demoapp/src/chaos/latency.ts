import { setTimeout as sleep } from 'node:timers/promises';
import { createSpell, onField } from './spell.ts';
import { lasting, number, type Trouble } from './trouble.ts';

/** Answers come so much later. */
export function createLatency(): Trouble {
  const hint = 'ms=500 for half a second, ms=0 for none';
  const ms = number('ms', 0, 60_000, 500, hint);
  const on = onField();
  const seconds = lasting();
  const spell = createSpell<number>();
  return {
    hint,
    fields: [ms, on, seconds],
    act: (form) => spell.cast(ms.read(form), on.read(form), seconds.read(form)),
    state() {
      const now = spell.state();
      return now === undefined || now.value === 0 ? undefined : { ms: now.value, on: now.on, seconds: now.seconds };
    },
    async befall(asked) {
      const delay = spell.for(asked) ?? 0;
      if (delay > 0) await sleep(delay, undefined, { ref: false });
      return false;
    },
  };
}
