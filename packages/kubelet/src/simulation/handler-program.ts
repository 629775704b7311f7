import type { VirtualClock } from '../clock.ts';
import type { ProcessHost, Program, Reply, SimulatedProcess, SimulatedRequest } from './program.ts';

/** Answers a request; `undefined` is a 404. While a promise is pending, the simulated time waits. */
export type RequestHandler = (request: SimulatedRequest) => Reply | undefined | Promise<Reply | undefined>;

/** An app inside the test's own process. */
export interface InProcessApp {
  /**
   * Called at each start of the container, so that a restart begins with fresh state.
   * @returns a function that answers requests, or a whole process
   */
  readonly start: (host: ProcessHost) => RequestHandler | SimulatedProcess;
  /** The port it listens on. @default every port */
  readonly port?: number;
  /** How long it takes to start listening, in milliseconds. @default 100 */
  readonly bootMs?: number;
  /** What SIGTERM does. @default it ends at once with 0 */
  readonly sigterm?: 'ignore' | { readonly exitAfterMs?: number; readonly code?: number };
  /** True: HTTPS instead of HTTP; `both`: HTTPS and HTTP. @default false */
  readonly tls?: boolean | 'both';
  /** The status of a gRPC health service, such as `SERVING`. */
  readonly grpc?: (service: string) => string;
}

/** Makes a program of a request handler. */
export function createHandlerProgram(app: InProcessApp, container: string, clock: VirtualClock): Program {
  let told = false;
  /** A server answers 500 then; whoever wrote the handler should hear of it, once. */
  function threw(error: unknown, { method, url }: SimulatedRequest): Reply {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (!told)
      process.emitWarning(
        `apps.${container}: the handler threw on ${method} ${url}, which is answered with 500: ${text}`,
      );
    told = true;
    return { status: 500, body: 'Internal Server Error' };
  }
  return {
    start(host) {
      const handler = app.start(host);
      if (typeof handler !== 'function') return handler;
      let listening = false;
      host.after(app.bootMs ?? 100, () => {
        listening = true;
      });
      return {
        tls: app.tls ?? false,
        listens: (port) => listening && (app.port === undefined || app.port === port),
        request(request, reply) {
          const answer = (found: Reply | undefined) => reply(found ?? { status: 404, body: 'Not Found' });
          let result: ReturnType<RequestHandler>;
          try {
            result = handler(request);
          } catch (error) {
            result = threw(error, request);
          }
          if (result instanceof Promise)
            clock.hold(result.then(answer, (error: unknown) => reply(threw(error, request))));
          else answer(result);
        },
        signal(name) {
          if (name !== 'SIGTERM' || app.sigterm === 'ignore') return;
          const { exitAfterMs = 0, code = 0 } = app.sigterm ?? {};
          host.after(exitAfterMs, () => host.exit(code));
        },
        ...(app.grpc === undefined ? {} : { grpc: app.grpc }),
      };
    },
  };
}
