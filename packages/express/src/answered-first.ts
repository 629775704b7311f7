import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers a request, or returns false and leaves it alone. */
type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;
type Handle = (request: IncomingMessage, response: ServerResponse, next?: () => void) => void;

/** What of an Express app is used here: 4 calls its router `_router`, and throws at who asks for `router`. */
interface App {
  handle: Handle;
  readonly _router?: Router;
  readonly router?: Router;
}
interface Router {
  readonly stack: { readonly name: string }[];
}

/** Layers that Express 4 puts into every router before the app's first. */
const OWN_LAYERS: readonly string[] = ['query', 'expressInit'];
const lifted = new WeakSet<App>();

/**
 * Middleware that is asked before Express prepares the request, where it is mounted first on an app: same order, same
 * answers, but Express changes the prototypes of every request and response before the first middleware runs, which
 * costs several times what a probe does (docs/decisions/0010). Mounted anywhere else it is plain middleware.
 *
 * Express tells a sub-app that it is mounted (`mount`), and takes whatever has `handle` and `set` for one.
 * https://expressjs.com/en/api.html#app.onmount
 */
export function answeredFirst(answer: Answer) {
  const handle = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (!answer(request, response)) next();
  };
  return Object.assign(handle, {
    handle,
    set: () => undefined,
    mountpath: '',
    emit(this: { readonly mountpath: unknown }, event: string, app: unknown): void {
      if (event === 'mount' && this.mountpath === '/' && isApp(app)) liftOut(app, answer);
    },
  });
}

function liftOut(app: App, answer: Answer): void {
  const { stack } = app._router ?? app.router ?? { stack: [] };
  const layer = stack.at(-1);
  const first = stack.slice(0, -1).every(({ name }) => OWN_LAYERS.includes(name));
  // A second set of probes comes after the first, so it stays in line.
  if (layer === undefined || !first || lifted.has(app)) return;
  lifted.add(app);

  const { handle } = app;
  app.handle = (request, response, next) => {
    if (!answer(request, response)) handle.call(app, request, response, next);
  };
  // The layer has nothing left to answer. It goes when `use` is over: who wraps `use` looks at the layer it has added.
  queueMicrotask(() => {
    const position = stack.indexOf(layer);
    if (position >= 0) stack.splice(position, 1);
  });
}

function isApp(value: unknown): value is App {
  return typeof value === 'function' && 'handle' in value && typeof value.handle === 'function';
}
