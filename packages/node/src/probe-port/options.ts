import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger, ProbeOptions } from '@probez/core';

/** When a stalled event loop fails the probes. Only with `isolated: true`. */
export interface StallOptions {
  /**
   * The event loop has not turned for this long: not ready. Milliseconds, 500 to 3,600,000.
   * @default 5000
   */
  readonly readinessMs?: number | undefined;
  /**
   * The event loop has not turned for this long: not live. Milliseconds, `readinessMs` to 3,600,000.
   * @default 30000
   */
  readonly livenessMs?: number | undefined;
  /**
   * The file, if it exists, that holds the stack of a stall until it is over: Kubernetes shows it in `kubectl describe pod` if
   * the container was killed meanwhile. It is the container's `terminationMessagePath`; `false` for none.
   * @default '/dev/termination-log'
   */
  readonly terminationLog?: string | false | undefined;
}

/** Where to listen, and where problems are logged. */
export interface ListenOptions {
  /**
   * The TCP port, 0 to 65535; 0 takes a free one: read the returned `port`.
   * @default 9400
   */
  readonly port?: number | undefined;
  /**
   * The address to listen on. Kubernetes connects to the Pod's IP, so not `localhost` there.
   * @default all addresses, IPv6 and IPv4
   */
  readonly host?: string | undefined;
  /**
   * With `isolated: true`, logs stalls that are over and problems of the worker; `false` silences these and the line on
   * standard error at the beginning of a stall.
   * @default console
   */
  readonly logger?: Logger | false | undefined;
}

/** Options of a probe port on the event loop of the app. */
export interface PlainPortOptions extends ListenOptions, ProbeOptions {
  /**
   * `true` answers from a worker thread: in milliseconds while the event loop is busy; a hung event loop fails the probes.
   * @default false
   */
  readonly isolated?: false | undefined;
  /** Only with `isolated: true`. */
  readonly stall?: undefined;
  /** Only with `isolated: true`. */
  readonly worker?: undefined;
  /**
   * Takes every request that is not a probe, such as a status page: `fallback: statusPage(health)`.
   * @default answers 404
   */
  readonly fallback?: ((request: IncomingMessage, response: ServerResponse) => unknown) | undefined;
}

/** Options of a probe port that answers from a worker thread. */
export interface IsolatedPortOptions extends ListenOptions, Omit<ProbeOptions, 'details'> {
  /** Answers from a worker thread: in milliseconds while the event loop is busy; a hung event loop fails the probes. */
  readonly isolated: true;
  /**
   * Who sees reasons, in JSON and in the answer about a single check: nobody or everybody. For some, use `token`: functions
   * cannot be sent to another thread.
   * @default 'never'
   */
  readonly details?: 'never' | 'always' | undefined;
  /**
   * When a stalled event loop fails the probes.
   * @default { readinessMs: 5000, livenessMs: 30000 }
   */
  readonly stall?: StallOptions | undefined;
  /**
   * The worker's file, for apps that are bundled: a path, a `file:` URL or a `URL`.
   * @default `probez-worker.cjs`, found beside this module, beside the program or through `node_modules`
   */
  readonly worker?: string | URL | undefined;
  /** Left out with `isolated: true`: functions cannot be sent to another thread. Mount it in the app, or on a second probe port. */
  readonly fallback?: undefined;
}

/** Options of `serveProbes`: those of `probes`, and where and how to listen. */
export type ProbePortOptions = PlainPortOptions | IsolatedPortOptions;
