import type { EventRecord } from './records.ts';

/** An event with its count, as `kubectl describe pod` prints it. */
export interface ListedEvent {
  /** `Warning` means trouble. */
  readonly type: 'Normal' | 'Warning';
  /** The reason in one word, such as `Unhealthy`. */
  readonly reason: string;
  /** The container; empty if the event is about the Pod as a whole. */
  readonly container: string;
  /** The field that it is about, such as `spec.containers{app}`; empty for the Pod as a whole. */
  readonly fieldPath: string;
  /** The message for people. */
  message: string;
  /** How often it has occurred. */
  count: number;
  /** When it occurred first, in milliseconds on the clock that drives the Pod. */
  readonly firstAt: number;
  /** When it occurred last, on the same clock. */
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
 * one Pod gets 25 of each type at once and then one every five minutes: https://github.com/kubernetes/kubernetes/pull/124747
 */
export function createEventList() {
  const listed = new Map<string, ListedEvent>();
  const seen = new Map<string, { count: number; readonly firstAt: number }>();
  const similar = new Map<string, Similar>();
  const buckets = new Map<string, { tokens: number; refilledAt: number }>();

  function allowed(at: number, type: string, cost: number): boolean {
    const bucket = buckets.get(type) ?? { tokens: burst, refilledAt: at };
    buckets.set(type, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + (at - bucket.refilledAt) / refillMs);
    bucket.refilledAt = at;
    if (bucket.tokens < cost) return false;
    bucket.tokens -= cost;
    return true;
  }

  return {
    add(at: number, event: Omit<EventRecord, 'kind'>) {
      const group = `${event.type}/${event.reason}`;
      const before = similar.get(group);
      const near: Similar =
        before === undefined || at - before.lastAt > similarWindowMs ? { messages: new Set(), lastAt: at } : before;
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
      const known = seen.get(key) ?? { count: 0, firstAt: at };
      known.count++;
      seen.set(key, known);
      const { count, firstAt } = known;
      // A container start also brings a Pulled event, which is not listed here.
      if (!allowed(at, event.type, event.reason === 'Created' ? 2 : 1)) return;
      const message = combined ? `(combined from similar events): ${event.message}` : event.message;
      const old = listed.get(key);
      if (old === undefined) {
        const { type, reason, container, fieldPath } = event;
        listed.set(key, { type, reason, container, fieldPath, message, count, firstAt, lastAt: at });
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
