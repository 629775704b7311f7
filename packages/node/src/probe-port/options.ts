import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger, ProbeOptions } from '@probez/core';

/** How long a stall of the event loop may last before probes fail. Only with `isolated: true`. */
export interface StallOptions {
  /**
   * Readiness fails when the event loop has not turned for this many milliseconds, 500 to 3,600,000.
   * @default 5000
   */
  readonly readinessMs?: number | undefined;
  /**
   * Liveness fails when the event loop has not turned for this many milliseconds, from `readinessMs` to 3,600,000.
   * @default 30000, or `readinessMs` if that is more
   */
  readonly livenessMs?: number | undefined;
  /**
   * The container's `terminationMessagePath`; `false` for none. During a stall the stack is written to it, if the file exists,
   * and `kubectl describe pod` shows it if the container is killed.
   * @default '/dev/termination-log'
   */
  readonly terminationLog?: string | false | undefined;
}

/** Where to listen, and where problems are logged. */
export interface ListenOptions {
  /**
   * The TCP port, 0 to 65535. 0 takes a free port: read it from the returned `port`.
   * @default 9400
   */
  readonly port?: number | undefined;
  /**
   * The address to listen on. Kubernetes connects to the Pod's IP address, so `localhost` does not work there.
   * @default all addresses, IPv6 and IPv4
   */
  readonly host?: string | undefined;
  /**
   * Hears when the process ends because nothing keeps it alive; with `isolated: true` also of problems of the worker, and of each
   * stall when it is over. `false`: nothing is logged, and nothing is written to standard error when a stall begins.
   * @default console
   */
  readonly logger?: Logger | false | undefined;
}

/** Options of a probe port on the event loop of the app. */
export interface PlainPortOptions extends ListenOptions, ProbeOptions {
  /**
   * `true`: a worker thread answers the probes, within milliseconds even while the event loop is busy, and fails them when the
   * event loop hangs.
   * @default false
   */
  readonly isolated?: false | undefined;
  /** Only with `isolated: true`. */
  readonly stall?: undefined;
  /** Only with `isolated: true`. */
  readonly worker?: undefined;
  /**
   * Handles every request that is not a probe, for example with a status page: `fallback: statusPage(health)`.
   * @default answers 404 `not found`
   */
  readonly fallback?: ((request: IncomingMessage, response: ServerResponse) => unknown) | undefined;
}

/** Options of a probe port that answers from a worker thread. */
export interface IsolatedPortOptions extends ListenOptions, Omit<ProbeOptions, 'details'> {
  /** A worker thread answers the probes, within milliseconds even while the event loop is busy, and fails them when it hangs. */
  readonly isolated: true;
  /**
   * Who sees reasons, in JSON and in the answer about a single check: nobody (`'never'`) or everybody (`'always'`). To show them
   * to some, use `token`: a function cannot be sent to another thread.
   * @default 'never'
   */
  readonly details?: 'never' | 'always' | undefined;
  /**
   * How long a stall of the event loop may last before probes fail.
   * @default { readinessMs: 5000, livenessMs: 30000 }
   */
  readonly stall?: StallOptions | undefined;
  /**
   * The worker's file, for apps that are bundled: a path, a `file:` URL or a `URL`.
   * @default `probez-worker.cjs`, found beside this module, beside the program or through `node_modules`
   */
  readonly worker?: string | URL | undefined;
  /** Only with `isolated: false`: a function cannot be sent to another thread. Mount it in the app, or on a second probe port. */
  readonly fallback?: undefined;
}

/** Options of `serveProbes`: those of `probes`, and where and how to listen. */
export type ProbePortOptions = PlainPortOptions | IsolatedPortOptions;
