import type { AttemptOutcome } from '../attempt/outcome.ts';
import { attemptExec, attemptGrpc, attemptHttp, attemptTcp, probeUrl } from '../attempt.ts';
import type { Request, World } from '../driver.ts';
import type { Input } from '../machine/messages.ts';
import type { Container } from '../manifest/types.ts';
import { type ContainerProcess, type OutsideSignal, startContainerProcess } from './container-process.ts';
import { attemptHttpHook, type HttpHookOutcome } from './http-hook.ts';
import { findNamespaceStarter } from './namespace.ts';

/** Options of `createProcessWorld`. */
export interface ProcessWorldOptions {
  /** The program and arguments to start for a container. */
  readonly command: (container: Container) => readonly string[];
  /** The environment variables of a container. */
  readonly env: (container: Container) => Readonly<Record<string, string | undefined>>;
  /** Its working directory; `undefined`: that of this process. */
  readonly cwd: (container: Container) => string | undefined;
  /** The address that probes without a host go to. @default '127.0.0.1' */
  readonly podIp?: string | undefined;
  /** Treats signals as in a container: the first process does not get a signal that it has no handler for. @default true */
  readonly firstProcess?: boolean | undefined;
  /** How long the creation of a container takes before its process starts, in milliseconds. @default 100, about what a container runtime needs */
  readonly creationMs?: number | undefined;
  /**
   * Called with each line that a container writes.
   * @default none
   */
  readonly onLine?: ((container: string, stream: 'stdout' | 'stderr', line: string) => void) | undefined;
  /**
   * Called when a container has started, with its process id.
   * @default none
   */
  readonly onStarted?: ((container: string, pid: number) => void) | undefined;
  /**
   * Called with a signal that the first process does not get, because it has no handler for it.
   * @default none
   */
  readonly onIgnored?: ((container: string, signal: string) => void) | undefined;
}

/** A world whose containers are processes of this machine. */
export interface ProcessWorld extends World {
  /**
   * Sends a container a signal from outside: SIGKILL to its first process, SIGSTOP and SIGCONT to all of them. Returns false if it
   * does not run.
   */
  send(container: string, signal: OutsideSignal): boolean;
  /** Sends SIGKILL to everything that still runs. */
  killAll(): void;
}

interface Running {
  readonly container: Container;
  readonly process: ContainerProcess;
  /** Ends with the container: what runs inside ends too. */
  readonly gone: AbortController;
}

/** Hooks have no time limit of their own; this is as long as a timer can be. */
const noLimitMs = 2 ** 31 - 1;

type Handled = Extract<Request, { kind: 'attempt' | 'hook' }>;

/** Runs a Pod's containers as processes of this machine. Throws nothing: if a process cannot be started, the Pod gets an answer that says so. */
export function createProcessWorld(options: ProcessWorldOptions): ProcessWorld {
  const podIp = options.podIp ?? '127.0.0.1';
  const run = `${process.pid.toString(36)}-${Date.now().toString(36)}`;
  const instances = new Map<number, Running>();
  const hooks = new Map<number, AbortController>();
  const coming = new Map<number, () => void>(); // being created: how to undo that
  const starter = options.firstProcess === false ? undefined : findNamespaceStarter();
  let closed = false;

  function start(request: Extract<Request, { kind: 'start' }>, respond: (input: Input) => void) {
    const { instance } = request;
    const timer = setTimeout(() => {
      coming.delete(instance);
      if (!closed) create(request, respond);
    }, options.creationMs ?? 100);
    coming.set(instance, () => {
      coming.delete(instance);
      clearTimeout(timer);
      respond({ kind: 'exited', instance, code: 137 });
    });
  }

  function create(request: Extract<Request, { kind: 'start' }>, respond: (input: Input) => void) {
    const { instance, container } = request;
    const gone = new AbortController();
    const started = startContainerProcess({
      command: options.command(container),
      cwd: options.cwd(container),
      env: options.env(container),
      marker: `PROBEZ_CONTAINER=${run}-${instance}`,
      firstProcess: options.firstProcess ?? true,
      starter,
      onStarted() {
        respond({ kind: 'started', instance });
        started.forked((pid) => options.onStarted?.(container.name, pid));
      },
      onFailed(message) {
        instances.delete(instance);
        respond({ kind: 'startFailed', instance, message });
      },
      onExited(code) {
        instances.delete(instance);
        gone.abort();
        respond({ kind: 'exited', instance, code });
      },
      onLine: (stream, line) => options.onLine?.(container.name, stream, line),
    });
    instances.set(instance, { container, process: started, gone });
  }

  function perform(
    request: Handled,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<AttemptOutcome | HttpHookOutcome> {
    const { handler, container } = request;
    switch (handler.kind) {
      case 'exec': {
        const limit = request.kind === 'hook' ? 0 : timeoutMs;
        const inside = { env: options.env(container), cwd: options.cwd(container) };
        return attemptExec({ command: handler.command, timeoutMs: limit, signal, ...inside });
      }
      case 'httpGet': {
        const scheme = handler.scheme === 'HTTPS' ? 'https' : 'http';
        const url = probeUrl(scheme, handler.host === '' ? podIp : handler.host, handler.port, handler.path);
        const attempt = request.kind === 'hook' ? attemptHttpHook : attemptHttp;
        return attempt({ url, timeoutMs, headers: handler.httpHeaders, signal });
      }
      case 'grpc':
        return attemptGrpc({ host: podIp, port: handler.port, service: handler.service, timeoutMs, signal });
      case 'tcpSocket': {
        const host = handler.host === '' ? podIp : handler.host;
        return attemptTcp({ host, port: handler.port, timeoutMs, signal });
      }
      default:
        return Promise.resolve({ result: 'success', output: '' });
    }
  }

  return {
    perform(request, respond) {
      if (request.kind === 'start') start(request, respond);
      else if (request.kind === 'signal') {
        const running = instances.get(request.instance);
        if (running?.process.signal(request.signal) === false)
          options.onIgnored?.(running.container.name, request.signal);
      } else if (request.kind === 'kill')
        (coming.get(request.instance) ?? (() => instances.get(request.instance)?.process.kill()))();
      else if (request.kind === 'cancelHook') hooks.get(request.hook)?.abort();
      else if (request.kind === 'attempt') {
        // A probe that is under way when its container ends fails on its own; only commands end with it.
        const never = new AbortController();
        const gone = request.handler.kind === 'exec' ? instances.get(request.instance)?.gone : never;
        const signal = (gone ?? never).signal;
        void perform(request, request.timeoutMs, signal).then((outcome) =>
          respond({ kind: 'attempted', attempt: request.attempt, outcome }),
        );
      } else {
        const { hook } = request;
        const cancel = new AbortController();
        hooks.set(hook, cancel);
        void perform(request, noLimitMs, cancel.signal).then((outcome) => {
          hooks.delete(hook);
          const error = hookError(request, outcome);
          const fallback =
            'fallback' in outcome && outcome.fallback !== undefined ? { httpFallback: outcome.fallback } : {};
          respond({ kind: 'hookEnded', hook, ...fallback, ...(error === undefined ? {} : { error }) });
        });
      }
    },
    send: (name, signal) =>
      [...instances.values()].find(({ container }) => container.name === name)?.process.send(signal) ?? false,
    killAll() {
      closed = true;
      for (const controller of hooks.values()) controller.abort();
      for (const { process: one, gone } of instances.values()) {
        gone.abort();
        one.kill();
      }
    },
  };
}

/** A hook fails when it could not be run or, for a command, when it exits with something else than 0; an HTTP status is ignored. */
function hookError(request: Handled, outcome: AttemptOutcome): string | undefined {
  if (request.handler.kind === 'httpGet' && 'status' in outcome) return undefined;
  if (outcome.error !== undefined) return outcome.error;
  return outcome.result === 'failure' ? outcome.output : undefined;
}
