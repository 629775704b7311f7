import { oneLine, peek } from '@probez/core/internal';
import type { OpenRequest } from './open-request.ts';
import type { ShutdownClock } from './timers.ts';

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
/** Classes whose names say nothing. */
const PLAIN = new Set(['Object', 'Server', 'HttpServer']);

/**
 * By its shape: Bun.serve has `stop`, Deno.serve `shutdown`, hapi `stop`, most others `close`; gRPC's server has
 * `tryShutdown` with a callback, and `forceShutdown`.
 * @see https://bun.sh/docs/api/http
 * @see https://docs.deno.com/api/deno/~/Deno.HttpServer
 * @see https://grpc.github.io/grpc/node/grpc.Server.html
 */
export function stoppableOf(item: object): Stoppable | undefined {
  const tryShutdown = peek(item, 'tryShutdown');
  const forceShutdown = peek(item, 'forceShutdown');
  if (typeof tryShutdown === 'function' && typeof forceShutdown === 'function') {
    return {
      name: 'the gRPC server',
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
    name: nameOf(item),
    stop: () => Reflect.apply(stop, item, []),
    // Bun's second stop() with true ends what the first one waits for.
    cut: () => void (typeof peek(item, 'pendingRequests') === 'number' && Reflect.apply(stop, item, [true])),
  };
}

/** Its class's name where it has a telling one (`_Elysia`, as bundlers make of it, is none of theirs), else its port. */
function nameOf(item: object): string {
  const maker = peek(item, 'constructor', 'name');
  const name = typeof maker === 'string' ? oneLine(maker).replace(/^_+/, '') : '';
  if (name !== '' && !PLAIN.has(name)) return name;
  const port = peek(item, 'port') ?? peek(item, 'addr', 'port');
  return typeof port === 'number' ? `the server on port ${port}` : 'the server';
}

/** Those that serve by themselves, on their way to their end. */
export interface Stopping {
  /** Tells all to stop; resolves when all have. */
  stop(): Promise<void>;
  /** Ends those that have not stopped. */
  cut(): void;
  /** Those that have been told and have not stopped. */
  open(): OpenRequest[];
}

export function stopAll(
  stoppables: readonly Stoppable[],
  clock: ShutdownClock,
  onProblem: (error: unknown) => void,
): Stopping {
  const since = new Map<Stoppable, number>();

  async function stop(stoppable: Stoppable): Promise<void> {
    since.set(stoppable, clock.now());
    try {
      await stoppable.stop();
    } catch (error) {
      onProblem(error);
    }
    since.delete(stoppable);
  }

  return {
    async stop() {
      await Promise.all(stoppables.map(stop));
    },
    cut() {
      for (const stoppable of since.keys()) {
        try {
          stoppable.cut();
        } catch (error) {
          onProblem(error);
        }
      }
    },
    open: () =>
      Array.from(since, ([{ name }, at]) => ({ kind: 'server', method: '', path: name, ageMs: clock.now() - at })),
  };
}
