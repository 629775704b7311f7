import type { Clock } from '../clock.ts';
import type { Request } from '../driver.ts';
import type { Input } from '../machine/messages.ts';
import type { Container } from '../manifest/types.ts';
import type { Connection } from './http.ts';
import type { Program, SimulatedProcess } from './program.ts';

/** What containers are made of. */
export interface ContainersOptions {
  readonly clock: Clock;
  /** What runs in a container, by its name. */
  readonly program: (container: Container) => Program;
  /** Files that a container begins with. */
  readonly files?: ((container: Container) => Map<string, string>) | undefined;
  readonly env?: ((container: Container) => Readonly<Record<string, string>>) | undefined;
  /** From the request to start a process until it exists, in milliseconds. @default 10 */
  readonly creationMs?: number | undefined;
  /** So much longer the Pod's first process needs: the Pod's network comes before it. @default 0 */
  readonly sandboxMs?: number | undefined;
  /** From SIGKILL to the end of the process, in milliseconds. @default 5 */
  readonly killMs?: number | undefined;
}

/** A container whose process is there. */
export interface Running {
  readonly container: Container;
  readonly process: SimulatedProcess;
  readonly program: Program;
  readonly files: Map<string, string>;
  readonly env: Readonly<Record<string, string>>;
  /** What is told when the process ends: connections, commands. */
  readonly cuts: Set<() => void>;
  readonly exit: (code: number) => void;
}

/** The containers of a Pod, and the one network they share. */
export interface Containers {
  start(request: Extract<Request, { kind: 'start' }>, respond: (input: Input) => void): void;
  signal(instance: number, name: string): void;
  get(instance: number): Running | undefined;
  isRunning(name: string): boolean;
  /** All containers share one network: whoever listens on the port answers. */
  connect(port: number): Connection | undefined;
  /** The status of a gRPC service; undefined where nobody on that port speaks gRPC. */
  grpcStatus(port: number, service: string): string | undefined;
}

export function createContainers(options: ContainersOptions): Containers {
  const { clock, creationMs = 10, sandboxMs = 0, killMs = 5 } = options;
  const instances = new Map<number, Running>();
  const names = new Map<string, number>();
  const after = (ms: number, action: () => void) => clock.at(clock.now() + ms, action);
  const listening = (port: number) => [...instances.values()].filter(({ process }) => process.listens(port));

  function create(
    { instance, container, restarts }: Extract<Request, { kind: 'start' }>,
    gone: (code: number) => void,
  ) {
    const timers = new Set<() => void>();
    const cuts = new Set<() => void>();
    const files = options.files?.(container) ?? new Map<string, string>();
    const env = options.env?.(container) ?? {};
    let ended = false;
    const exit = (code: number) => {
      if (ended) return;
      ended = true;
      instances.delete(instance);
      for (const cancel of timers) cancel();
      for (const cut of [...cuts]) cut();
      gone(code);
    };
    const program = options.program(container);
    const process = program.start({
      now: clock.now,
      after(ms, callback) {
        if (ended) return;
        const cancel = after(ms, () => {
          timers.delete(cancel);
          callback();
        });
        timers.add(cancel);
      },
      exit: (code) => {
        if (!ended) after(0, () => exit(code));
      },
      restarts,
      files,
      env,
    });
    instances.set(instance, { container, process, program, files, env, cuts, exit });
  }

  return {
    get: (instance) => instances.get(instance),
    isRunning: (name) => instances.has(names.get(name) ?? -1),

    start(request, respond) {
      const { instance, container } = request;
      const isFirst = names.size === 0;
      names.set(container.name, instance);
      after(isFirst ? sandboxMs + creationMs : creationMs, () => {
        create(request, (code) => respond({ kind: 'exited', instance, code }));
        respond({ kind: 'started', instance });
      });
    },

    signal(instance, name) {
      // Nothing can handle SIGKILL, also where it is a container's stop signal.
      if (name === 'SIGKILL') after(killMs, () => instances.get(instance)?.exit(137));
      else instances.get(instance)?.process.signal(name);
    },

    connect(port) {
      const [running] = listening(port);
      if (running === undefined) return undefined;
      const { process, cuts } = running;
      const { tls = false } = process;
      return {
        speaks: (scheme) => tls === 'both' || tls === (scheme === 'https'),
        request: (request, reply) => process.request(request, reply),
        onCut(listener) {
          cuts.add(listener);
          return () => cuts.delete(listener);
        },
      };
    },

    grpcStatus: (port, service) =>
      listening(port)
        .find(({ process }) => process.grpc !== undefined)
        ?.process.grpc?.(service),
  };
}
