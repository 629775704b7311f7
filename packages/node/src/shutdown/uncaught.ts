import { plural } from './lines.ts';

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

/** How many different exceptions are shown with their stacks: a timer may throw a thousand times a second. */
const MAX_SHOWN = 10;

/** Each different exception once; the others are counted. */
export function createUncaughtLines() {
  const shown = new Set<string>();
  let more = 0;
  return {
    /** The text, if it is to be shown. */
    lineOf(text: string): string | undefined {
      if (shown.has(text) || shown.size === MAX_SHOWN) {
        more += 1;
        return undefined;
      }
      shown.add(text);
      return text;
    },
    rest: (): string | undefined => (more === 0 ? undefined : `and ${plural(more, 'more uncaught exception')}`),
  };
}
