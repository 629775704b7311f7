/** What a simulated process can do to itself. */
export interface ProcessHost {
  /** The time, in milliseconds. */
  now(): number;
  /** Calls back after this many milliseconds, unless the process has ended by then. */
  after(ms: number, callback: () => void): void;
  /** Ends the process. */
  exit(code: number): void;
  /** How often the container has been restarted before. */
  readonly restarts: number;
  /** The files of the container by path; a new container has none of them. */
  readonly files: Map<string, string>;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string>>;
}

/** A request to a simulated app. */
export interface SimulatedRequest {
  /** In capitals, such as `GET`. */
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Its text, where it has one. */
  readonly body?: string;
}

/** What a simulated app answers. */
export interface SimulatedResponse {
  /** The status code. */
  readonly status: number;
  /** The headers. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body. @default empty */
  readonly body?: string;
}

/**
 * An answer: a response, or none. `hang`: nothing comes. `stall`: the headers come, then nothing. `close`: the connection is cut.
 */
export type Reply = SimulatedResponse | 'hang' | 'stall' | 'close';

/** How a command ends: `hang` never does, `missing` is not in the image. */
export type CommandReply =
  | { readonly code: number; readonly delayMs?: number; readonly output?: string }
  | 'hang'
  | 'missing';

/** A running process of a simulation. */
export interface SimulatedProcess {
  /** Does anything accept connections on this port? */
  listens(port: number): boolean;
  /** Speaks TLS: plain HTTP is not understood then. @default false: https is not understood */
  readonly tls?: boolean | 'both';
  /** Answers a request, now or later; if it never does, the request hangs. */
  request(request: SimulatedRequest, reply: (reply: Reply) => void): void;
  /** What a command of an exec probe or a hook does in the container; undefined if the process does not define it. */
  command?(words: readonly string[]): CommandReply | undefined;
  /** A signal arrives, other than SIGKILL. */
  signal(name: string): void;
  /** The health status of a gRPC service; undefined when nothing speaks gRPC. */
  grpc?(service: string): string | undefined;
}

/** What runs in a container of a simulation. */
export interface Program {
  /** A container starts: a new process, with fresh state. */
  start(host: ProcessHost): SimulatedProcess;
  /** Whether a file that nothing has created is known not to exist. @default true for every file */
  readonly knowsFile?: (file: string) => boolean;
  /** The programs in the image, if they are known. @default any program exists and succeeds */
  readonly executables?: ReadonlySet<string>;
}
