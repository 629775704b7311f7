import type { Server, ServerUnaryCall, ServerWritableStream, sendUnaryData } from '@grpc/grpc-js';
import type { Health } from '@probez/core';
import { hasMethods, refuse } from '@probez/core/internal';
import { service } from 'grpc-health-check';
import { type GrpcHealthOptions, servicesOf } from './services.ts';
import { createWatchers } from './watchers.ts';

/** The part of a server of `@grpc/grpc-js` that is needed here. */
export type GrpcServer = Pick<Server, 'addService' | 'tryShutdown' | 'forceShutdown'>;

/** What `grpcHealth` returns. */
export interface GrpcHealth {
  /** Adds the service `grpc.health.v1.Health` to a server, before or after it is bound. */
  addToServer(server: Pick<GrpcServer, 'addService'>): void;
  /**
   * Wraps the server for `gracefulShutdown` of `@probez/node`. Clients that watch get NOT_SERVING as soon as draining begins, and
   * their streams end when the server closes; otherwise these would keep it open forever.
   * @throws `ProbezError` with `INVALID_OPTION` if the server is wrong
   */
  target(server: GrpcServer): Pick<GrpcServer, 'tryShutdown' | 'forceShutdown'>;
  /** Ends the streams of all clients that watch. */
  close(): void;
}

interface Asked {
  readonly service: string;
}
interface Told {
  readonly status: 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';
}
interface List {
  readonly statuses: Readonly<Record<string, Told>>;
}

/** https://grpc.io/docs/guides/status-codes/ */
const NOT_FOUND = 5;

/**
 * The gRPC health service: `pass` and `warn` answer SERVING, `fail` and `unknown` NOT_SERVING. It does not start the checks: call
 * `health.start()`.
 * @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export function grpcHealth(health: Health, options: GrpcHealthOptions = {}): GrpcHealth {
  if (!hasMethods(health, ['verdict', 'subscribe']))
    refuse('health', health, 'the health that createHealth() returned');
  const services = servicesOf(options);
  const watchers = createWatchers(health);

  function statusOf(name: string): Told['status'] {
    const selection = services.get(name);
    if (selection === undefined) return 'SERVICE_UNKNOWN';
    return health.verdict(selection).ok ? 'SERVING' : 'NOT_SERVING';
  }

  const implementation = {
    check({ request }: ServerUnaryCall<Asked, Told>, callback: sendUnaryData<Told>): void {
      const status = statusOf(request.service);
      if (status !== 'SERVICE_UNKNOWN') callback(null, { status });
      else callback({ code: NOT_FOUND, details: `unknown service ${JSON.stringify(request.service.slice(0, 100))}` });
    },
    list(_call: ServerUnaryCall<Asked, List>, callback: sendUnaryData<List>): void {
      callback(null, {
        statuses: Object.fromEntries([...services.keys()].map((name) => [name, { status: statusOf(name) }])),
      });
    },
    watch(call: ServerWritableStream<Asked, Told>): void {
      let last: Told['status'] | undefined;
      const tell = (): void => {
        const status = statusOf(call.request.service);
        if (status !== last) call.write({ status });
        last = status;
      };
      const remove = watchers.add({ tell, end: () => call.end() });
      call.on('cancelled', remove).on('close', remove);
      tell();
    },
  };

  return {
    addToServer: (server) => server.addService(service, implementation),
    close: watchers.endAll,
    target(server) {
      if (!hasMethods(server, ['tryShutdown', 'forceShutdown'])) refuse('server', server, 'a Server of @grpc/grpc-js');
      return {
        tryShutdown(callback) {
          watchers.endAll();
          server.tryShutdown(callback);
        },
        forceShutdown: () => server.forceShutdown(),
      };
    },
  };
}
