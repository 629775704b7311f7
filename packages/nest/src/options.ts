import type { HealthOptions, ProbeOptions } from '@probez/core';
import type { ProbePortOptions, ShutdownOptions } from '@probez/node';

/** Options of `ProbezModule.forRoot`: those of `createHealth`, and what the module does beside. */
export interface ProbezOptions extends HealthOptions {
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
   * Times and hooks of the drain on SIGTERM and SIGINT, as `gracefulShutdown` takes them; `false` leaves both signals to you.
   * `gracefulShutdown(app)` in `main.ts` takes its place.
   * @default {}
   */
  readonly shutdown?: Omit<ShutdownOptions, 'health' | 'exit' | 'probePort'> | false | undefined;
}

/** The options of the module, taken apart. */
export interface ProbezParts extends Pick<ProbezOptions, 'probes' | 'probePort' | 'terminus' | 'shutdown'> {
  readonly health: HealthOptions;
}

/** What is left is for `createHealth`, which refuses what it does not know. */
export function partsOf({ probes, probePort, terminus, shutdown, ...health }: ProbezOptions): ProbezParts {
  return { probes, probePort, terminus, shutdown, health };
}
