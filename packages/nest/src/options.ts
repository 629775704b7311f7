import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Health, type HealthOptions, type Logger, type ProbeOptions, ProbezError } from '@probez/core';
import type { ProbePortOptions, ShutdownOptions } from '@probez/node';

/** Middleware for a page beside the probes. It passes other requests to `next`. */
export type PageMiddleware = (request: IncomingMessage, response: ServerResponse, next?: () => void) => void;

/** Options of `ProbezModule.forRoot`: those of `createHealth`, and those of the module itself. */
export interface ProbezOptions extends HealthOptions {
  /**
   * Where changes of status, the drain and the probe port are logged. `false`: nowhere.
   * @default Nest's own logger, with the context `Probez`
   */
  readonly logger?: Logger | false | undefined;
  /**
   * Options of the probes, as in every adapter; `false` mounts no probes on the application's own port. Nest's global prefix and
   * versioning do not apply to them.
   * @default {}
   */
  readonly probes?: ProbeOptions | false | undefined;
  /**
   * Serves the probes on a port of their own, with the options of `serveProbes`: for services without HTTP, or to keep clients away.
   * @default none
   */
  readonly probePort?: ProbePortOptions | undefined;
  /**
   * A path, for example `/health`, that answers readiness in the JSON format of `@nestjs/terminus`, for dashboards that read it.
   * `probes.details` and `probes.token` decide who sees reasons, as everywhere.
   * @default none
   */
  readonly terminus?: string | undefined;
  /**
   * A page for people, before every guard: `page: statusPage` (of `@probez/status-page`), or
   * `page: (health) => statusPage(health, { token })`. With a `probePort`, which must not be `isolated`, the page is on that port only.
   * @default none
   */
  readonly page?: ((health: Health) => PageMiddleware) | undefined;
  /**
   * Times and hooks of the drain on SIGTERM and SIGINT, as in `gracefulShutdown`; `false` leaves both signals to you. A call of
   * `gracefulShutdown(app)` in `main.ts` replaces it.
   * @default {}
   */
  readonly shutdown?: Omit<ShutdownOptions, 'health' | 'exit' | 'probePort'> | false | undefined;
}

/** The options of the module, taken apart. */
export interface ProbezParts extends Pick<ProbezOptions, 'probes' | 'probePort' | 'terminus' | 'page' | 'shutdown'> {
  readonly health: HealthOptions;
}

/** What is left is for `createHealth`, which refuses what it does not know. @throws ProbezError `INVALID_OPTION` */
export function partsOf({ probes, probePort, terminus, page, shutdown, ...health }: ProbezOptions): ProbezParts {
  if (page !== undefined && typeof page !== 'function') {
    throw new ProbezError(
      'INVALID_OPTION',
      `page is ${JSON.stringify(page)}; allowed: a function of health, such as statusPage`,
    );
  }
  return { probes, probePort, terminus, page, shutdown, health };
}
