import type { Server } from 'node:http';
import type { Health, ProbeOptions } from '@probez/express';
import type { Compatibility } from '../ikubernetes.ts';
import type { Pages } from '../pages.ts';

/** What a framework is given to mount. */
export interface Parts {
  readonly health: Health;
  readonly probeOptions: ProbeOptions;
  readonly compatibility: Compatibility;
  readonly pages: Pages;
}

/** Builds the server of an app in one framework; it does not listen yet. */
export type Framework = (parts: Parts) => Promise<Server>;
