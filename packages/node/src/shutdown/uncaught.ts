/**
 * Hears of exceptions that nobody has caught, and of rejections, which Node turns into such. Listening alone keeps the process
 * alive. Returns a function that ends it.
 * @see https://nodejs.org/api/process.html#event-uncaughtexception
 */
export function onUncaught(heard: (error: unknown, origin: string) => void): () => void {
  process.on('uncaughtException', heard);
  return () => void process.off('uncaughtException', heard);
}
