import type { Logger } from '@probez/express';
import { askedOf, createBefore } from './before.ts';
import { createChaos } from './chaos/chaos.ts';
import type { Config } from './config.ts';
import type { Parts } from './frameworks/framework.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createPages } from './pages.ts';
import { createSwitches, probeOptionsOf, type Switches } from './switches.ts';

interface Everything extends Parts {
  readonly probeOptions: ReturnType<typeof probeOptionsOf>;
  readonly metrics: Metrics;
  readonly switches: Switches;
}

/** All that a framework mounts, and what the rest needs of it. @param version of the package */
export function createParts(config: Config, logger: Logger | false, version: string): Everything {
  const switches = createSwitches(logger);
  const { health } = switches;
  const chaos = createChaos(config.chaos, askedOf);
  const metrics = createMetrics(health);
  return {
    health,
    switches,
    metrics,
    probeOptions: probeOptionsOf(config),
    before: createBefore(config, switches, chaos, metrics),
    pages: createPages({ config, switches, chaos, metrics, version: config.version ?? version }),
  };
}
