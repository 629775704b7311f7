import { createListeners } from './events.ts';
import type { HealthEvent } from './types.ts';

/** Tells everyone who listens, in the order in which things happened, also where a listener makes more happen. */
export interface Teller {
  subscribe(listener: (event: HealthEvent) => void): () => void;
  /** For those who wait: called after each turn in which a verdict may have changed, also before the first start. */
  onJudged(listener: () => void): () => void;
  tell(events: readonly HealthEvent[]): void;
}

export function createTeller(): Teller {
  const listeners = createListeners<HealthEvent>();
  const judged = createListeners<void>();
  const queue: HealthEvent[] = [];
  let telling = false;
  return {
    subscribe: listeners.add,
    onJudged: judged.add,
    tell(events) {
      for (const event of events) queue.push(event);
      // Called from a listener: these events wait until those before them have been told.
      if (telling) return;
      telling = true;
      for (let event = queue.shift(); event !== undefined; event = queue.shift()) listeners.emit(event);
      telling = false;
      judged.emit();
    },
  };
}
