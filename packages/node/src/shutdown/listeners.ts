/** Listeners of whom none can harm another, or the shutdown. */
export function createListeners<Event>() {
  // Wrapped, so that the same function added twice is two listeners.
  const listeners = new Set<{ readonly call: (event: Event) => unknown }>();
  return {
    add(call: (event: Event) => void): () => void {
      const entry = { call };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    emit(event: Event): void {
      for (const { call } of [...listeners]) {
        try {
          const returned = call(event);
          // An async listener's rejection would be unhandled and end the process.
          if (returned instanceof Promise) returned.catch(() => {});
        } catch {
          // A listener's bug must not keep the service from going.
        }
      }
    },
  };
}
