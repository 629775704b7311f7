import { createHandler, type Health } from '@probez/core';
import { type IsolatedServer, serveIsolated } from '../isolated/serve-isolated.ts';
import { failureOf, listenError } from './listen-error.ts';
import { watchForEnd } from './nothing-left.ts';
import type { ProbePortOptions } from './options.ts';
import { listenForProbes } from './probe-server.ts';
import { type ProbePortSettings, portSettings } from './settings.ts';

/** A port that answers probes until it is closed. */
export interface ProbePort {
  /** The port it listens on; if 0 was asked for, the one that was taken. */
  readonly port: number;
  /** The address it listens on, for example `::`. */
  readonly host: string;
  /** Its URL for clients on this machine, without a slash at the end. */
  readonly url: string;
  /** `true` while a worker thread answers, `false` while the main thread does. */
  readonly isolated: boolean;
  /**
   * Stops answering and frees the port. Close it last, so that probes are answered during the drain. May be called again; never
   * rejects.
   */
  close(): Promise<void>;
}

/**
 * Answers the probes on a port of their own, 9400 by default, with the same bytes as the app's own endpoints. Resolves when it
 * listens. Does not keep the process alive, and says so in the log if the process ends because nothing else does.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong, or `PORT_UNAVAILABLE` if it cannot listen on the port
 */
export async function serveProbes(health: Health, options: ProbePortOptions = {}): Promise<ProbePort> {
  const settings = portSettings(options);
  // Checks what is the handler's, before anything listens.
  createHandler(health, settings.probes);
  const server = await (settings.isolated ? serveIsolated(health, settings) : serveHere(health, settings));
  const forget = watchForEnd(health, settings.logger);
  let closed: Promise<void> | undefined;
  return {
    ...describeAddress(server.address),
    get isolated() {
      return server.isolated;
    },
    close() {
      forget();
      closed ??= server.close();
      return closed;
    },
  };
}

async function serveHere(health: Health, settings: ProbePortSettings): Promise<IsolatedServer> {
  const server = await listenForProbes(health, { ...settings.probes, fallback: settings.fallback }, settings).catch(
    (error: unknown) => {
      throw listenError(settings, failureOf(error), error);
    },
  );
  return { ...server, isolated: false };
}

function describeAddress({
  address,
  port,
}: {
  address: string;
  port: number;
}): Pick<ProbePort, 'port' | 'host' | 'url'> {
  return { port, host: address, url: `http://${reachable(address)}:${port}` };
}

/** What to connect to where a server listens on all addresses. */
function reachable(address: string): string {
  if (address === '::' || address === '0.0.0.0') return 'localhost';
  return address.includes(':') ? `[${address}]` : address;
}
