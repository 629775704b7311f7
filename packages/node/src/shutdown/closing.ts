import http from 'node:http';
import type { Server } from 'node:net';
import type { OpenRequest } from './exchange.ts';
import { followServer, type ServerTraffic } from './server-traffic.ts';
import { furtherServersOf, type Targets } from './targets.ts';
import type { ShutdownClock } from './timers.ts';
import type { WebSocketClosing } from './web-sockets.ts';

/** How often a closing service looks for what never ends by itself. */
const SWEEP_MS = 250;
/** The longest that an idle connection is waited for, and what `keepAliveTimeout` is where the server has none. */
const MAX_IDLE_MS = 5_000;

/** All servers of a service, their connections, and how they come to their end. */
export interface Closing {
  /** Servers were handed over, and none of them listens: nobody can have been sent here. */
  readonly unreached: boolean;
  drain(): void;
  /** Stops accepting; resolves when no connection is left. */
  close(idleMs: number | undefined): Promise<void>;
  /** Waits for idle connections no longer. */
  hurry(): void;
  /** Destroys what is left. */
  cut(): void;
  /** Closes the apps that own a server: once, however often it is called. */
  closeOwners(): Promise<void>;
  open(): readonly OpenRequest[];
  idle(): number;
  /** Stops following. */
  dispose(): void;
}

export interface ClosingOptions extends Targets {
  readonly clock: ShutdownClock;
  readonly webSockets: WebSocketClosing;
  /** Called before the first app is closed. */
  beforeOwners(): void;
}

export function createClosing({ servers, owners, clock, webSockets, beforeOwners }: ClosingOptions): Closing {
  const followed = new Map<Server, ServerTraffic>();
  const follow = (server: Server): void => {
    if (!followed.has(server)) followed.set(server, followServer(server, clock));
  };
  for (const server of servers) follow(server);
  let cancelSweep: (() => void) | undefined;
  let ownersClosed: Promise<void> | undefined;

  const each = (): ServerTraffic[] => [...followed.values()];
  const open = (): OpenRequest[] => each().flatMap((traffic) => traffic.open());
  const idle = (): number => each().reduce((sum, traffic) => sum + traffic.idle(), 0);

  function closeOwners(): Promise<void> {
    if (ownersClosed === undefined) {
      if (owners.length > 0) beforeOwners();
      ownersClosed = Promise.all(owners.map(async (owner) => owner.close())).then(() => {});
      // Whoever waits for it hears of a failure; it must not be unhandled until then.
      ownersClosed.catch(() => {});
    }
    return ownersClosed;
  }

  function sweep(): void {
    for (const traffic of each()) harmless(() => traffic.sweep());
    harmless(() => webSockets.close());
    // An app may end upgraded connections in its own close; a request would get a 503 from it.
    if (idle() === 0 && open().every(({ kind }) => kind === 'upgrade')) void closeOwners();
    cancelSweep = clock.setTimer(SWEEP_MS, sweep);
  }

  return {
    get unreached() {
      return servers.length > 0 && !servers.some((server) => server.listening);
    },
    drain() {
      for (const owner of owners) for (const server of furtherServersOf(owner)) follow(server);
      for (const traffic of each()) traffic.drain();
    },
    async close(idleMs) {
      const closed = Array.from(followed, ([server, traffic]) => traffic.close(idleMs ?? idleMsOf(server)));
      cancelSweep = clock.setTimer(0, sweep);
      await Promise.all(closed);
      cancelSweep();
    },
    hurry() {
      for (const traffic of each()) traffic.hurry();
    },
    cut() {
      cancelSweep?.();
      harmless(() => webSockets.cut());
      for (const traffic of each()) traffic.cut();
    },
    closeOwners,
    open,
    idle,
    dispose() {
      cancelSweep?.();
      for (const traffic of each()) traffic.dispose();
    },
  };
}

/** Runs what reaches into objects of the app's: their trouble must not end the process before its time. */
function harmless(run: () => void): void {
  try {
    run();
  } catch {
    // What could not be ended well is cut at the drain time-out.
  }
}

/** What the server tells its clients in `Keep-Alive: timeout=5`: for so long they may use a connection again. */
function idleMsOf(server: Server): number {
  const promised = server instanceof http.Server ? server.keepAliveTimeout : 0;
  return promised > 0 ? Math.min(promised, MAX_IDLE_MS) : MAX_IDLE_MS;
}
