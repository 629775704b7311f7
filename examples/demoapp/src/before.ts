import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Chaos } from './chaos/chaos.ts';
import type { Asked } from './chaos/trouble.ts';
import type { Config } from './config.ts';
import { createCompatibility } from './ikubernetes.ts';
import type { Metrics } from './metrics.ts';
import { wantsPage } from './page/browser-page.ts';
import { pathOf } from './path.ts';
import { type Switches, switchNames } from './switches.ts';

/** What comes before everything else, the probes included; `true`: the request has been answered. */
export type Before = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

export function createBefore(config: Config, switches: Switches, chaos: Chaos, metrics: Metrics): Before {
  const compatibility = createCompatibility(config, switches);
  return (request, response) => {
    metrics.count(request, response);
    return compatibility(request, response) || chaos.befall(request, response);
  };
}

const PAGES = ['/', '/hostname', '/configs', '/user-agent', '/version'];

/** What troubles may befall: neither the forms that mend them nor the page that has those, nor what measures them. */
export function askedOf(request: IncomingMessage): Asked | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  const path = pathOf(request);
  if (switchNames.some((name) => path === `/${name}` || path.startsWith(`/${name}/`))) return 'probes';
  return PAGES.includes(path) && !(path === '/' && wantsPage(request)) ? 'pages' : undefined;
}
