import type { Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { Health, ProbeOptions } from '@probez/node';

/** What an adapter under test has to mount. */
export interface Mounting {
  readonly health: Health;
  // Fastify's own options have no undefined prefix.
  readonly options?: (ProbeOptions & { readonly prefix?: string }) | undefined;
  /** Where the app mounts the probes, in the way its framework does that. */
  readonly mountAt?: string | undefined;
}

/** A framework with its adapter. Beside the probes its app answers whatever reaches it with 200, `X-App: 1` and `app <method>`. */
export interface ConformanceAdapter {
  readonly name: string;
  /** It takes a `Response`, whose `Headers` keep neither the case of a name nor an order. @default false */
  readonly fetch?: boolean;
  /** Its router answers a path with a bad escape by itself, with 400. @default false */
  readonly refusesBadEscapes?: boolean;
  /** Builds an app and its server, which need not listen yet. */
  build(mounting: Mounting): Promise<BuiltApp>;
}

export interface BuiltApp {
  readonly server: Server | SecureServer;
  readonly tls?: boolean;
  /** What the framework wants closed besides the server. */
  close?(): Promise<unknown>;
}
