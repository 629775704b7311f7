import { peek } from '@probez/core/internal';

/** Something that serves, and whose connections cannot be seen from here. */
export interface Stoppable {
  /** For the log. */
  readonly name: string;
  /** Stops accepting; what it returns settles when what was in flight is done. */
  stop(): unknown;
  /** Ends what is left. */
  cut(): void;
}

/** In this order: an app that has several closes with the first. */
const METHODS = ['close', 'stop', 'shutdown'];

/**
 * By its shape: Bun.serve has `stop`, Deno.serve `shutdown`, hapi `stop`, most others `close`; gRPC's server has
 * `tryShutdown` with a callback, and `forceShutdown`.
 * @see https://bun.sh/docs/api/http
 * @see https://docs.deno.com/api/deno/~/Deno.HttpServer
 * @see https://grpc.github.io/grpc/node/grpc.Server.html
 */
export function stoppableOf(item: object): Stoppable | undefined {
  const maker = peek(item, 'constructor', 'name');
  const name = typeof maker === 'string' && maker !== '' && maker !== 'Object' ? maker : 'server';
  const tryShutdown = peek(item, 'tryShutdown');
  const forceShutdown = peek(item, 'forceShutdown');
  if (typeof tryShutdown === 'function' && typeof forceShutdown === 'function') {
    return {
      name,
      stop: () =>
        new Promise<void>((resolve, reject) => {
          Reflect.apply(tryShutdown, item, [(error: unknown) => (error ? reject(error) : resolve())]);
        }),
      cut: () => void Reflect.apply(forceShutdown, item, []),
    };
  }
  const method = METHODS.find((each) => typeof peek(item, each) === 'function');
  const stop = method === undefined ? undefined : peek(item, method);
  if (typeof stop !== 'function') return undefined;
  return {
    name,
    stop: () => Reflect.apply(stop, item, []),
    // Bun's second stop() with true ends what the first one waits for.
    cut: () => void (typeof peek(item, 'pendingRequests') === 'number' && Reflect.apply(stop, item, [true])),
  };
}
