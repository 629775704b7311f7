import type { EventEmitter } from 'node:events';

/**
 * Listens before the app's listeners of the same event, and only where the app listens: for `upgrade`, `checkContinue` and
 * their like, and for `request` on an HTTP/2 server, listening alone changes what Node does.
 * Returns a function that ends it.
 * @see https://nodejs.org/api/http.html#event-upgrade
 */
export function listenBeside<Args extends unknown[]>(
  emitter: EventEmitter,
  event: string,
  listener: (...args: Args) => void,
): () => void {
  const own = (...args: Args): void => listener(...args);
  const arrived = (name: string | symbol): void => {
    if (name !== event) return;
    emitter.off('newListener', arrived);
    emitter.prependListener(event, own);
  };
  if (emitter.listenerCount(event) > 0) emitter.prependListener(event, own);
  else emitter.on('newListener', arrived);
  return () => {
    emitter.off('newListener', arrived);
    emitter.off(event, own);
  };
}
