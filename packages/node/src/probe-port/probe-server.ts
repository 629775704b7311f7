import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { HandlerSource } from '@probez/core';
import { type NodeProbeOptions, probes } from '../probes.ts';
import type { ListenTarget } from './listen-error.ts';

/**
 * How many connections may be open. Above that the oldest is cut, and never the newest refused: a client that opens idle
 * connections must not be able to keep the kubelet out.
 */
const MAX_CONNECTIONS = 256;
/** Answers are ready at once: a client that needs longer to send its request or to take the answer is too slow. */
const REQUEST_TIMEOUT_MS = 5_000;
/** Longer than the minute after which proxies let go of an idle connection, so that none is closed under a request. */
const KEEP_ALIVE_MS = 65_000;
const IDLE_MS = 70_000;
const CLOSE_MS = 250;

/** A listening probe server. */
export interface ProbeServer {
  readonly address: AddressInfo;
  /** Stops listening at once, lets answers under way go out, and ends every connection. */
  close(): Promise<void>;
}

/** Listens and answers probes, on whichever thread it is called. Rejects with what the operating system said. */
export async function listenForProbes(
  health: HandlerSource,
  options: NodeProbeOptions,
  target: ListenTarget,
): Promise<ProbeServer> {
  const server = createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 16_384,
    },
    probes(health, options),
  );
  server.timeout = IDLE_MS;
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    // Probez never keeps a process alive, and neither may a prober's connection.
    socket.unref();
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    const [oldest] = open;
    if (open.size > MAX_CONNECTIONS) oldest?.destroy();
  });
  await listen(server, target);
  // The listening socket ran into trouble, for example without file descriptors: it goes on accepting when there are some.
  server.on('error', () => {});
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError(`no TCP address: ${address}`);
  return { address, close: () => close(server) };
}

function listen(server: Server, { port, host }: ListenTarget): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Exclusive: the processes of a cluster would otherwise share the port, and any of them answer for any other.
    server.listen({ port, exclusive: true, ...(host === undefined ? {} : { host }) }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // Not unref'd: whoever awaits the closing must live to see it.
    const cut = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
