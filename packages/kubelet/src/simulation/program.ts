/** What a simulated process can do to itself. */
export interface ProcessHost {
  /** The time, in milliseconds. */
  now(): number;
  /** Calls back after that many milliseconds, unless the process has ended. */
  after(ms: number, callback: () => void): void;
  /** Ends the process. */
  exit(code: number): void;
  /** How often the container has been restarted before. */
  readonly restarts: number;
  /** The files of the container; they go with it. */
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
  /** None unless given. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Empty unless given. */
  readonly body?: string;
}

/**
 * An answer: a response, or one of the ways of not giving one. `hang`: nothing comes. `stall`: headers, then nothing.
 * `close`: the connection is cut.
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
  /** Answers a request, now or later; not at all is a hang. */
  request(request: SimulatedRequest, reply: (reply: Reply) => void): void;
  /** What a command does that an exec probe or a hook runs in the container; undefined where nothing is said of it. */
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
  /** Is it known of a file that it is not there, when nothing has made it? @default it is, of all files */
  readonly knowsFile?: (file: string) => boolean;
  /** The programs in the image, where they are known. @default what is not known here is there and succeeds */
  readonly executables?: ReadonlySet<string>;
}
