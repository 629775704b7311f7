import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from './config.ts';
import { send } from './pages.ts';
import { pathOf } from './path.ts';
import type { Switches } from './switches.ts';

const FAILURE_STATUS: Readonly<Record<string, number>> = { '/livez': 506, '/readyz': 507 };
const FIRST_DELAY_MS: Readonly<Record<string, number>> = { '/livez': 5_000, '/readyz': 15_000 };

/** Answers a probe as ikubernetes/demoapp:v1.0 does; `false` where the request is none of its. */
export type Compatibility = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A failed probe answers 506 or 507 with the posted value as its body; a passing one is left to Probez. */
export function createCompatibility({ ikubernetes, slowFirstProbe }: Config, switches: Switches): Compatibility {
  const asked = new Set<string>();

  return (request, response) => {
    const path = pathOf(request);
    const status = FAILURE_STATUS[path];
    const toggled = switches.byPath.get(path);
    if (!ikubernetes || status === undefined || toggled === undefined) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const answer = (): void => {
      const { value } = toggled.at;
      send(response, value === 'OK' ? 200 : status, value);
    };
    if (!slowFirstProbe || asked.has(path)) answer();
    else setTimeout(answer, FIRST_DELAY_MS[path]).unref();
    asked.add(path);
    return true;
  };
}
