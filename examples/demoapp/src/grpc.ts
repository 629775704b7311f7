import type { Health, ShutdownTarget } from '@probez/express';

/** The port cannot be had. The message is for people. */
export class GrpcPortError extends Error {}

/** The gRPC health service on a port of its own. */
export interface Grpc {
  readonly target: ShutdownTarget;
  /** Resolves with the port. @throws GrpcPortError */
  listen(host: string, port: number): Promise<number>;
  /** At once, before anybody has come. */
  close(): void;
}

/** Loaded only where it is asked for: it costs a start more than everything else here. */
export async function createGrpc(health: Health): Promise<Grpc> {
  const [{ Server, ServerCredentials }, { grpcHealth }] = await Promise.all([
    import('@grpc/grpc-js'),
    import('@probez/grpc'),
  ]);
  const server = new Server();
  const answers = grpcHealth(health);
  answers.addToServer(server);
  return {
    target: answers.target(server),
    close: () => server.forceShutdown(),
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
        server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
          if (error === null) resolve(bound);
          else reject(new GrpcPortError(`GRPC_PORT is "${port}", and cannot be had on ${host}: ${error.message}`));
        });
      }),
  };
}
