import type { Server } from 'node:net';

/** Longer than any backlog that Node asks for (511), so that a stream of new connections cannot hold this up. */
const MAX_TURNS = 1_000;

/** The first turn may be the rest of the one in which it is called, and that does not look for connections any more. */
const QUIET_TURNS = 2;

/**
 * The machine accepts connections before Node does, and resets those that are still waiting when the listener closes. Node
 * takes one per turn of its loop: so turns go by until they bring no new connection. Requests that have arrived by now are
 * read on the way.
 */
export async function takeInBacklog(server: Server): Promise<void> {
  let arrived = false;
  const onConnection = (): void => {
    arrived = true;
  };
  server.on('connection', onConnection);
  for (let turn = 0, quiet = 0; quiet < QUIET_TURNS && turn < MAX_TURNS; turn += 1) {
    arrived = false;
    await new Promise<void>((resolve) => setImmediate(resolve));
    quiet = arrived ? 0 : quiet + 1;
  }
  server.off('connection', onConnection);
}
