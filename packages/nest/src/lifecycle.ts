import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { DiscoveryService, ModulesContainer } from '@nestjs/core';
import type { Health, Logger } from '@probez/core';
import { type ProbePort, serveProbes } from '@probez/node';
import { checksOf } from './check.ts';
import { destroyedBefore } from './destroyed-before.ts';
import type { Drain } from './drain.ts';
import type { ProbezParts } from './options.ts';
import { withPage } from './page.ts';

export interface LifecycleParts {
  readonly health: Health;
  readonly options: ProbezParts;
  readonly logger: Logger | false;
  readonly mount: () => boolean;
  readonly drain: Drain;
  readonly discovery: DiscoveryService;
  readonly modules: ModulesContainer;
  /** The module whose `onModuleDestroy` waits for the drain. */
  readonly owner: unknown;
}

/** What Nest's moments mean for health. */
export class ProbezLifecycle implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  readonly drain: Drain;
  /** Where everything of this application's is logged. */
  readonly logger: Logger | false;
  readonly #parts: LifecycleParts;
  #probePort: ProbePort | undefined;

  constructor(parts: LifecycleParts) {
    this.drain = parts.drain;
    this.logger = parts.logger;
    this.#parts = parts;
    // Before main.ts can put anything in front.
    parts.mount();
  }

  mount(): void {
    this.#parts.mount();
  }

  async onApplicationBootstrap(): Promise<void> {
    const { health, options, discovery, drain, logger, mount } = this.#parts;
    for (const check of checksOf(discovery)) health.register(check);
    void health.start();
    if (options.probePort !== undefined) {
      const port = withPage(options.probePort, options.page?.(health));
      this.#probePort = await serveProbes(health, { ...port, logger: port.logger ?? logger });
      // Nobody else gets to see the port: with `port: 0` this is the only place that names it.
      if (logger !== false) logger.info(`probez: probes on ${this.#probePort.url}`);
    } else if (!mount() && options.probes !== false && logger !== false) {
      logger.warn(
        'probez: this application has no HTTP server, so its probes cannot be requested; set probePort in ProbezModule',
      );
    }
    this.#warnOfEarlyEnds();
    drain.begin(this.#probePort);
  }

  async onModuleDestroy(): Promise<void> {
    await this.#parts.drain.destroying();
    await this.#parts.health.stop();
  }

  async onApplicationShutdown(signal?: string): Promise<void> {
    // Until then it says that the service is alive, and not ready.
    await this.#probePort?.close();
    this.#parts.drain.destroyed(signal);
  }

  #warnOfEarlyEnds(): void {
    const { logger, modules, owner, options } = this.#parts;
    // Who listens for the signal before us is most likely Nest, told to by enableShutdownHooks().
    if (logger === false || options.shutdown === false || process.listenerCount('SIGTERM') === 0) return;
    const names = destroyedBefore(modules, owner);
    if (names.length === 0) return;
    logger.warn(
      `probez: with enableShutdownHooks() Nest destroys ${names.join(', ')} before the drain, while requests still come; import ProbezModule last in your root module and keep onModuleDestroy out of the root module's own providers, or call gracefulShutdown(app) instead of enableShutdownHooks()`,
    );
  }
}
