import type { KoaContext, KoaMiddleware } from './probes.ts';

type HandleRequest = (context: KoaContext, middleware: unknown) => Promise<unknown>;

/** What of an app of Koa 2 or 3 is used here. */
interface App {
  readonly middleware: readonly unknown[];
  handleRequest: HandleRequest;
}

const DONE = Promise.resolve();

/**
 * Where `middleware` is the first of an app, it is asked before Koa begins with a request: same order, same answers, but
 * listeners on every response and a chain of promises cost as much again as a probe does (docs/decisions/0012). Anywhere
 * else it stays in line.
 */
export function answerFirst(app: unknown, middleware: KoaMiddleware, answer: (context: KoaContext) => boolean): void {
  if (!isApp(app) || app.middleware[0] !== middleware || !isKoasOwn(app)) return;
  const { handleRequest } = app;
  app.handleRequest = (context, rest) => (answer(context) ? DONE : handleRequest.call(app, context, rest));
}

/** Somebody's own `handleRequest`, on the app or in a class of theirs, wants to see every request. */
function isKoasOwn(app: App): boolean {
  let owner: object | null = app;
  while (owner !== null && !Object.hasOwn(owner, 'handleRequest')) owner = Object.getPrototypeOf(owner);
  return owner !== null && Object.hasOwn(owner, 'createContext') && Object.hasOwn(owner, 'callback');
}

function isApp(value: unknown): value is App {
  return (
    typeof value === 'object' &&
    value !== null &&
    'middleware' in value &&
    Array.isArray(value.middleware) &&
    'handleRequest' in value &&
    typeof value.handleRequest === 'function'
  );
}
