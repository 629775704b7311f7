import type { Server } from 'node:net';
import { peek } from '@probez/core/internal';
import { clusterPrimary } from './cluster-primary.ts';
import { holdClose } from './held-close.ts';
import type { OpenRequest } from './open-request.ts';
import { followServer, type ServerTraffic } from './server-traffic.ts';
import { stopAll } from './stoppable.ts';
import { furtherServersOf, type Targets } from './targets.ts';
import type { ShutdownClock } from './timers.ts';
import { closeWebSockets } from './web-sockets.ts';

/** How often a closing service looks for what never ends by itself. */
const SWEEP_MS = 250;
/** The longest that an idle connection is waited for, and what `keepAliveTimeout` is where the server has none. */
const MAX_IDLE_MS = 5_000;

/** All that serves, its connections, and how they come to their end. */
export interface Closing {
  /** Servers were handed over, and none of them listens: nobody can have been sent here. */
  readonly unreached: boolean;
  drain(): void;
  /** Stops accepting; resolves when no connection is left, nor on its way from the primary of a cluster. */
  close(idleMs: number | undefined): Promise<void>;
  /** Waits for idle connections no longer. */
  hurry(): void;
  /** Destroys what is left. */
  cut(): void;
  /** Closes the apps that own a server: once, however often it is called. */
  closeOwners(): Promise<void>;
  open(): readonly OpenRequest[];
  idle(): number;
  /** What serves by itself, so that its requests cannot be counted. */
  readonly uncounted: readonly string[];
  /** What somebody else has closed meanwhile: `the server on port 3000`. Each is told of once. */
  closedByOthers(): readonly string[];
  /** Servers that listen, and where somebody else has destroyed every connection that came in the drain. Each is told of once. */
  refusedByOthers(): readonly string[];
  /** Nothing is left that could take a new connection. */
  readonly deaf: boolean;
  /** Stops following. */
  dispose(): void;
}

export interface ClosingOptions extends Targets {
  readonly clock: ShutdownClock;
  /** Called before the first app is closed. */
  beforeOwners(): void;
  /** Somebody else closes an app, and waits for the shutdown in that. */
  onHeld(): void;
  /** The shutdown. */
  readonly over: Promise<unknown>;
  /** What could not be stopped. */
  onProblem(error: unknown): void;
}

export function createClosing(options: ClosingOptions): Closing {
  const { servers, owners, stoppables, clock, beforeOwners, onHeld, onProblem, over } = options;
  const webSockets = closeWebSockets(options.webSocketHosts);
  const followed = new Map<Server, ServerTraffic>();
  const follow = (server: Server): void => {
    if (!followed.has(server)) followed.set(server, followServer(server, clock));
  };
  for (const server of servers) follow(server);
  /** Those that listened when the drain began, and what they are called. */
  const reached = new Map<Server, string>();
  /** Those of which it was told that whoever comes is refused. */
  const refused = new Set<Server>();
  let draining = false;
  const stopping = stopAll(stoppables, clock, onProblem);
  const leaving = stopAll([clusterPrimary], clock, onProblem);
  let cancelSweep: (() => void) | undefined;
  let ownersClosed: Promise<void> | undefined;

  const isForeign = (): boolean => draining && ownersClosed === undefined;
  const holds = new Map(owners.map((owner) => [owner, holdClose(owner, { isForeign, onHeld, over })]));

  const each = (): ServerTraffic[] => [...followed.values()];
  const idle = (): number => each().reduce((sum, traffic) => sum + traffic.idle(), 0);
  const open = (): OpenRequest[] => [
    ...each().flatMap((traffic) => traffic.open()),
    ...stopping.open(),
    ...leaving.open(),
  ];

  function closeOwners(): Promise<void> {
    if (ownersClosed === undefined) {
      if (owners.length > 0) beforeOwners();
      // What somebody else closes is closed once.
      ownersClosed = Promise.all(owners.map(async (owner) => holds.get(owner)?.ran ?? owner.close())).then(() => {});
      // Whoever waits for it hears of a failure; it must not be unhandled until then.
      ownersClosed.catch(() => {});
    }
    return ownersClosed;
  }

  function sweep(): void {
    harmless(() => webSockets.close());
    for (const traffic of each()) harmless(() => traffic.sweep());
    // An app may end upgraded connections in its own close; a request would get a 503 from it.
    if (idle() === 0 && open().every(({ kind }) => kind === 'upgrade')) void closeOwners();
    cancelSweep = clock.setTimer(SWEEP_MS, sweep);
  }

  return {
    get unreached() {
      return stoppables.length === 0 && servers.length > 0 && !servers.some((server) => server.listening);
    },
    drain() {
      for (const owner of owners) for (const server of furtherServersOf(owner)) follow(server);
      draining = true;
      for (const [server, traffic] of followed) if (traffic.expected) reached.set(server, traffic.name);
      for (const traffic of each()) harmless(() => traffic.drain());
    },
    async close(idleMs) {
      const closed = Array.from(followed, ([server, traffic]) => traffic.close(idleMs ?? idleMsOf(server)));
      cancelSweep = clock.setTimer(0, sweep);
      await Promise.all([...closed, stopping.stop()]);
      await leaving.stop();
      cancelSweep();
    },
    hurry() {
      for (const traffic of each()) traffic.hurry();
    },
    cut() {
      cancelSweep?.();
      harmless(() => webSockets.cut());
      stopping.cut();
      for (const traffic of each()) harmless(() => traffic.cut());
    },
    closeOwners,
    open,
    idle,
    uncounted: stoppables.map(({ name }) => name),
    closedByOthers() {
      const gone = [...reached].filter(([server]) => !server.listening);
      for (const [server] of gone) reached.delete(server);
      return gone.map(([, name]) => name);
    },
    refusedByOthers() {
      const refusing = [...reached].filter(([server]) => followed.get(server)?.refusing === true);
      const fresh = refusing.filter(([server]) => !refused.has(server));
      for (const [server] of fresh) refused.add(server);
      return fresh.map(([, name]) => name);
    },
    get deaf() {
      return stoppables.length === 0 && followed.size > 0 && ![...followed.keys()].some((server) => server.listening);
    },
    dispose() {
      cancelSweep?.();
      for (const traffic of each()) traffic.dispose();
    },
  };
}

/** Runs what touches the app's own objects: an error in there must not end the process too early. */
function harmless(run: () => void): void {
  try {
    run();
  } catch {
    // What could not be ended well is cut at the drain timeout.
  }
}

/** What the server tells its clients in `Keep-Alive: timeout=5`: for so long they may use a connection again. */
function idleMsOf(server: Server): number {
  const promised = peek(server, 'keepAliveTimeout');
  return typeof promised === 'number' && promised > 0 ? Math.min(promised, MAX_IDLE_MS) : MAX_IDLE_MS;
}
