import type { EventRecord } from './records.ts';

/** An event with its count, as `kubectl describe pod` prints it. */
export interface ListedEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly container: string;
  message: string;
  count: number;
  /** Milliseconds on the clock that drives the Pod. */
  readonly firstAt: number;
  lastAt: number;
}

/** client-go's limits: https://github.com/kubernetes/client-go/blob/master/tools/record/events_cache.go */
const maxSimilar = 10;
const similarWindowMs = 600_000;
const burst = 25;
const refillMs = 300_000;

interface Similar {
  readonly messages: Set<string>;
  lastAt: number;
}

/**
 * Gathers events as a node's recorder does: equal ones are counted, ten similar ones become "(combined from similar events)", and
 * one Pod gets 25 at once and then one every five minutes.
 */
export function createEventList() {
  const listed = new Map<string, ListedEvent>();
  const counts = new Map<string, number>();
  const similar = new Map<string, Similar>();
  let tokens = burst;
  let refilledAt: number | undefined;

  function allowed(at: number, cost: number): boolean {
    refilledAt ??= at;
    tokens = Math.min(burst, tokens + (at - refilledAt) / refillMs);
    refilledAt = at;
    if (tokens < cost) return false;
    tokens -= cost;
    return true;
  }

  return {
    add(at: number, event: Omit<EventRecord, 'kind'>) {
      const group = `${event.type}/${event.reason}`;
      const known = similar.get(group);
      const near: Similar =
        known === undefined || at - known.lastAt > similarWindowMs ? { messages: new Set(), lastAt: at } : known;
      similar.set(group, near);
      near.lastAt = at;
      near.messages.add(event.message);
      const combined = near.messages.size >= maxSimilar;
      if (combined) {
        // The recorder forgets one, so that the next different message combines again.
        for (const message of near.messages) {
          near.messages.delete(message);
          break;
        }
      }
      const key = combined ? group : `${group}/${event.container}/${event.message}`;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      // A container start also brings a Pulled event, which is not listed here.
      if (!allowed(at, event.reason === 'Created' ? 2 : 1)) return;
      const message = combined ? `(combined from similar events): ${event.message}` : event.message;
      const old = listed.get(key);
      if (old === undefined) {
        const { type, reason, container } = event;
        listed.set(key, { type, reason, container, message, count, firstAt: at, lastAt: at });
      } else {
        old.count = count;
        old.lastAt = at;
        old.message = message;
      }
    },
    /** In the order in which they first came. */
    list: (): readonly ListedEvent[] => [...listed.values()],
  };
}
