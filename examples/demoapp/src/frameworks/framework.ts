import type { Server } from 'node:http';
import type { Health, ProbeOptions, ShutdownTarget } from '@probez/express';
import type { Before } from '../before.ts';
import type { Pages } from '../pages.ts';

/** What a framework is given to mount. */
export interface Parts {
  readonly health: Health;
  readonly probeOptions: ProbeOptions;
  readonly before: Before;
  readonly pages: Pages;
}

/** An app in one framework: its server, which does not listen yet, and what a graceful shutdown closes. */
export interface App {
  readonly server: Server;
  readonly target: ShutdownTarget;
}

export type Framework = (parts: Parts) => Promise<App>;
