/**
 * Hears of exceptions that nobody has caught, and of rejections, which Node and Deno turn into such and Bun does not. Listening alone
 * keeps the process alive. Returns a function that ends it.
 * @see https://nodejs.org/api/process.html#event-uncaughtexception
 */
export function onUncaught(heard: (error: unknown, origin: string) => void): () => void {
  const rejected = (reason: unknown): void => heard(reason, 'unhandledRejection');
  process.on('uncaughtException', heard);
  if ('Bun' in globalThis) process.on('unhandledRejection', rejected);
  return () => {
    process.off('uncaughtException', heard);
    process.off('unhandledRejection', rejected);
  };
}
