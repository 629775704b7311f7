import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Health, type HealthOptions, type Logger, type ProbeOptions, ProbezError } from '@probez/core';
import type { ProbePortOptions, ShutdownOptions } from '@probez/node';

/** A page beside the probes: leaves what is not its own to `next`. */
export type PageMiddleware = (request: IncomingMessage, response: ServerResponse, next?: () => void) => void;

/** Options of `ProbezModule.forRoot`: those of `createHealth`, and what the module does beside. */
export interface ProbezOptions extends HealthOptions {
  /**
   * Where transitions, the drain and the probe port are logged; `false` silences.
   * @default Nest's own logger, with the context `Probez`
   */
  readonly logger?: Logger | false | undefined;
  /**
   * Paths, reasons, methods and more, as in every adapter; `false` mounts no probes on the application's own port.
   * The global prefix and versioning do not apply to them.
   * @default {}
   */
  readonly probes?: ProbeOptions | false | undefined;
  /**
   * A port of its own for the probes, with the options of `serveProbes`: for services without HTTP, and for probes that no client may reach.
   * @default none
   */
  readonly probePort?: ProbePortOptions | undefined;
  /**
   * A path, for example `/health`, that answers with the JSON of `@nestjs/terminus` about readiness: for dashboards that read it. Reasons are
   * withheld there as everywhere, see `probes.details` and `probes.token`.
   * @default none
   */
  readonly terminus?: string | undefined;
  /**
   * A page for people where the probes are, before every guard: `page: statusPage`, of `@probez/status-page`, or
   * `page: (health) => statusPage(health, { token })`. With a `probePort` it is there only, which must not be `isolated`.
   * @default none
   */
  readonly page?: ((health: Health) => PageMiddleware) | undefined;
  /**
   * Times and hooks of the drain on SIGTERM and SIGINT, as `gracefulShutdown` takes them; `false` leaves both signals to you.
   * `gracefulShutdown(app)` in `main.ts` takes its place.
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
