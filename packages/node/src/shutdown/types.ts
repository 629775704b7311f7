import type { Server } from 'node:net';
import type { Logger } from '@probez/core';
import type { ShutdownCause, ShutdownPhase } from './machine.ts';
import type { OpenRequest } from './open-request.ts';

/** The part of a `Health` that `gracefulShutdown` needs. */
export interface Drainable {
  /** Begins the drain: readiness fails. */
  drain(reason?: string): void;
  /** Stops the checks, before the `onClose` hooks run. */
  stop(): Promise<void>;
}

/** An app that owns its server, such as Fastify's. Its own `close()`, if it has one, is called once its requests are done. */
export interface ServerOwner {
  /** The server that it owns. */
  readonly server: Server;
  /** Stops accepting, and resolves when its requests are done. */
  close?(): PromiseLike<unknown>;
}

/**
 * The part of any other server that a shutdown needs: Bun.serve, Deno.serve, a gRPC server, an app of hapi, NestJS or srvx. It is stopped
 * when the drain delay is over.
 */
export type StoppableServer =
  | { close(): unknown }
  | { stop(): unknown }
  | { shutdown(): unknown }
  | { tryShutdown(done: (error?: Error) => void): void; forceShutdown(): void };

/** What can be shut down: a server of node:http, node:https, node:http2 or node:net, an app that owns one, or another server that can be stopped. */
export type ShutdownTarget = Server | ServerOwner | StoppableServer;

/** The part of a `WebSocketServer` of the `ws` package that a shutdown needs. */
export interface WebSocketServerLike {
  readonly clients: Iterable<{
    close(code?: number, reason?: string): void;
    terminate(): void;
  }>;
}

/** The part of a Socket.IO server that a shutdown needs. */
export interface SocketIoServerLike {
  disconnectSockets(close?: boolean): unknown;
}

/** What a hook is given. */
export interface HookContext {
  /** Aborted when the hook's time is up. */
  readonly signal: AbortSignal;
  /** Why the service shuts down: the signal's name, or what `shutdown` was given. */
  readonly reason: string;
}

/** A hook with its own name and timeout. */
export interface NamedHook {
  /**
   * Its name in the log.
   * @default the option and the position, such as `onClose[0]`; a hook that is a function has its own name
   */
  readonly name?: string | undefined;
  /** Does the work. A throw or a rejection is logged, the exit code becomes 1, and the next hook runs all the same. */
  run(context: HookContext): unknown;
  /**
   * How long it may take, in milliseconds, more than 0. After that the shutdown goes on without it, and the exit code becomes 1.
   * @default 5000
   */
  readonly timeoutMs?: number | undefined;
}

/** A function, or an object with its own name and timeout. */
export type ShutdownHook = ((context: HookContext) => unknown) | NamedHook;

/**
 * Options of `gracefulShutdown`. All times are in milliseconds, at most 2,147,483,647. Usually it is enough to set `deadlineMs` to
 * one or two seconds less than the platform allows; the other times follow from it.
 */
export interface ShutdownOptions {
  /** What `createHealth` returned. Its readiness fails as soon as draining begins; liveness and startup stay as they are. */
  readonly health: Drainable;
  /**
   * How many milliseconds the app serves on after readiness has failed, so that every node and load balancer can notice.
   * There is no delay after Ctrl-C at a terminal, nor if none of the given servers listens.
   * @default the smaller of 5000 and a third of `deadlineMs`; 0 if standard input is a terminal, and under `node --watch`
   * @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination-flow
   */
  readonly delayMs?: number | undefined;
  /**
   * How many milliseconds requests, streams and WebSockets may take to finish once no new connection is accepted. What is
   * left is cut.
   * @default what `delayMs` leaves of `deadlineMs`, less the smaller of 5000 and a quarter of `deadlineMs` for hooks
   */
  readonly drainTimeoutMs?: number | undefined;
  /**
   * For how many milliseconds after its last response an idle keep-alive connection may still bring a request, once no new
   * connection is accepted. 0 after Ctrl-C at a terminal.
   * @default the server's `keepAliveTimeout`, at most 5000
   */
  readonly idleMs?: number | undefined;
  /**
   * How many milliseconds the whole shutdown may take, more than 0. After that the process exits with 1, and the log names what
   * was still open. Keep it below the Pod's `terminationGracePeriodSeconds` (30 s by default) minus the time of a preStop hook.
   * `docker stop`, Compose and Cloud Run allow 10 s: use `9_000` there.
   * @default 28000
   */
  readonly deadlineMs?: number | undefined;
  /**
   * The signals that begin the shutdown. A later signal joins it; only a second Ctrl-C at a terminal, 300 ms or more
   * after the first, ends the process at once with exit code 1. With an empty list only `shutdown()` begins it.
   * @default ['SIGTERM', 'SIGINT']
   */
  readonly signals?: readonly NodeJS.Signals[] | undefined;
  /**
   * Hooks that run one after the other, at the very beginning: leave a service registry, stop taking jobs from a queue.
   * @default none
   */
  readonly onDrain?: ShutdownHook | readonly ShutdownHook[] | undefined;
  /**
   * Hooks that run one after the other, after `onDrain` and during the delay: finish current jobs. Closing waits for them.
   * @default none
   */
  readonly whileDraining?: ShutdownHook | readonly ShutdownHook[] | undefined;
  /**
   * Hooks that run one after the other once nothing new is accepted, while requests in flight finish: say goodbye to clients
   * that never leave by themselves.
   * @default none
   */
  readonly whileClosing?: ShutdownHook | readonly ShutdownHook[] | undefined;
  /**
   * Hooks that run one after the other when the last connection is gone: close databases, flush logs.
   * @default none
   */
  readonly onClose?: ShutdownHook | readonly ShutdownHook[] | undefined;
  /**
   * Servers of the `ws` package, whose clients are sent 1001 (going away) when closing begins, and of Socket.IO, whose clients
   * are disconnected. Those on a server that you pass are found automatically.
   * @default none
   */
  readonly webSocketServers?:
    | WebSocketServerLike
    | SocketIoServerLike
    | readonly (WebSocketServerLike | SocketIoServerLike)[]
    | undefined;
  /**
   * What `serveProbes` returned. It is closed last, so that probes are answered until then.
   * @default none
   */
  readonly probePort?: { close(): unknown } | undefined;
  /**
   * Where phases, hooks and their durations are logged, one line each. `false`: nowhere.
   * @default console
   */
  readonly logger?: Logger | false | undefined;
  /**
   * `'shutdown'`: an uncaught exception or an unhandled rejection is logged with its stack, the service drains, and the process exits
   * with 1. `'exit'`: Probez does not listen, and Node ends the process at once.
   * @default 'exit'
   * @see https://nodejs.org/api/process.html#event-uncaughtexception
   */
  readonly onUncaught?: 'exit' | 'shutdown' | undefined;
  /**
   * The container's `terminationMessagePath`; `false` for none. If the exit code is not 0, the reasons are written to it, if the
   * file exists, and `kubectl describe pod` shows them.
   * @default '/dev/termination-log'
   */
  readonly terminationLog?: string | false | undefined;
  /**
   * Ends the process; called once, with the exit code. Several shutdowns with the same `exit` begin together, and the last one
   * calls it, so give each test its own. If it ends the process later, let it return a promise.
   * @default process.exit
   */
  readonly exit?: ((code: number) => void) | undefined;
}

/** How a shutdown went. */
export interface ShutdownReport {
  /**
   * `process.exitCode` if the app has set it; else 1 if a hook failed, the deadline passed or a second Ctrl-C forced the end;
   * else 0.
   */
  readonly exitCode: number;
  /** How the shutdown ended. */
  readonly cause: ShutdownCause;
  /** Why it began: the signal's name, or what `shutdown` was given. */
  readonly reason: string;
  /** How long all of it took, in milliseconds. */
  readonly durationMs: number;
  /** What was still in flight at the end, or cut by the drain timeout. */
  readonly cut: readonly OpenRequest[];
}

/** A phase was entered. */
export interface ShutdownPhaseEvent {
  /** Always `phase`. */
  readonly type: 'phase';
  /** The phase that was entered. */
  readonly phase: ShutdownPhase;
  /** The phase that is over. */
  readonly from: ShutdownPhase;
  /** Why the service shuts down. */
  readonly reason: string;
  /** How long the phase before it took. 0 for `draining`. */
  readonly durationMs: number;
  /** Wall-clock time, milliseconds since 1970. */
  readonly time: number;
}

/** A hook has settled. */
export interface ShutdownHookEvent {
  /** Always `hook`. */
  readonly type: 'hook';
  /** Where the hook belongs. */
  readonly stage: HookStage;
  /** The hook's name. */
  readonly name: string;
  /** How it ended. `timeout`: its time was up. */
  readonly outcome: 'done' | 'failed' | 'timeout';
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
  /** Wall-clock time of its end, milliseconds since 1970. */
  readonly time: number;
}

/** When a hook runs. */
export type HookStage = 'onDrain' | 'whileDraining' | 'whileClosing' | 'onClose';

/** What `subscribe` of a shutdown reports. */
export type ShutdownEvent = ShutdownPhaseEvent | ShutdownHookEvent;

/** What `gracefulShutdown` returns: a shutdown that waits for its signal. */
export interface GracefulShutdown {
  /**
   * Aborted when draining begins: pass it to queue consumers, long polls and other loops of your app. A listener of `abort` that
   * throws is an uncaught exception, as with every `AbortSignal`: it ends the process, unless `onUncaught` is `'shutdown'`.
   * @see https://nodejs.org/api/events.html#eventtarget-error-handling
   */
  readonly signal: AbortSignal;
  /** Where it is: `running` until it begins, `exited` when all is over. */
  readonly phase: ShutdownPhase;
  /** Begins the shutdown, or joins the one under way. Resolves when it is over, right after `exit` was called; never rejects. */
  shutdown(reason?: string): Promise<ShutdownReport>;
  /** Calls the listener for each phase and hook; what it throws is ignored. Returns a function that unsubscribes. */
  subscribe(listener: (event: ShutdownEvent) => void): () => void;
  /** Removes every listener, as if `gracefulShutdown` had not been called. Does nothing once a shutdown has begun. */
  dispose(): void;
}
