import type { AddressInfo } from 'node:net';
import type { Health } from '@probez/core';
import type { ProbePortSettings } from '../probe-port/settings.ts';
import { safeLogger } from '../safe-logger.ts';
import { fileBarrier, type Runtime, runtimeBarrier, sizeBarrier, stackBarrier } from './barriers.ts';
import { createFeed } from './feed.ts';
import { createHeart, inspectorIsOpen } from './heart.ts';
import { locateWorker } from './locate-worker.ts';
import { createPortDriver, type PortDriver } from './port-driver.ts';
import { PROTOCOL, type SentSnapshot, type WorkerSetup } from './protocol.ts';
import { stallOver } from './stall-messages.ts';
import { startWorker } from './worker-handle.ts';

/** Who answers the probes now. */
export interface IsolatedServer {
  readonly address: AddressInfo;
  /** Whether it is the worker. */
  readonly isolated: boolean;
  close(): Promise<void>;
}

/**
 * Answers probes from a worker thread, and from this one while there is no worker. Rejects only where nobody can listen.
 * What becomes of a worker that fails: see `port-life.ts`.
 */
export async function serveIsolated(
  health: Health,
  settings: ProbePortSettings,
  runtime: Runtime = process,
): Promise<IsolatedServer> {
  const { probes, readinessMs, livenessMs, terminationLog, logger } = settings;
  const log = safeLogger(logger);
  const tickMs = Math.min(250, Math.max(25, Math.round(readinessMs / 20)));
  // Once: what is relative is relative to where the process is now.
  const file = locateWorker(settings.worker);
  const unfit = runtimeBarrier(runtime) ?? fileBarrier(file);
  const noStack = stackBarrier(runtime);

  const heart = createHeart(tickMs, () => feed.beat());
  const feed = createFeed(health, () => heart.beats, offer);
  const barrier = unfit ?? sizeBarrier(feed.take());

  function offer(sent: SentSnapshot): void {
    driver?.bar(unfit ?? sizeBarrier(sent));
    driver?.worker?.send({ type: 'snapshot', ...sent });
  }

  function stop(): void {
    heart.stop();
    feed.close();
  }

  if (unfit === undefined) {
    if (inspectorIsOpen()) log.warn(INSPECTOR_IS_OPEN);
    if (noStack !== undefined) log.warn(`probez: ${noStack}: stalls of the event loop are reported without a stack`);
  }

  let driver: PortDriver | undefined;
  let onClosed: (() => void) | undefined;
  let closing: Promise<void> | undefined;
  function close(): Promise<void> {
    closing ??= new Promise((resolve) => {
      onClosed = resolve;
      stop();
      driver?.close();
    });
    return closing;
  }

  const address = await new Promise<AddressInfo>((onListening, reject) => {
    driver = createPortDriver({
      health,
      settings,
      log,
      barrier,
      onListening,
      onFailed(error) {
        stop();
        reject(error);
      },
      onClosed: () => onClosed?.(),
      onStall: (report) => log.warn(stallOver(report)),
      inform: (worker) => worker.send({ type: 'snapshot', ...feed.take() }),
      start: (awaited, tell) => startWorker('path' in file ? file.path : '', setup(), awaited, tell),
    });
  });

  function setup(): WorkerSetup {
    return {
      probez: PROTOCOL,
      probes,
      readinessMs,
      livenessMs,
      terminationLog,
      tickMs,
      shared: heart.shared,
      first: feed.take(),
      noStack,
      quiet: logger === false,
    };
  }

  return {
    address,
    get isolated() {
      return driver?.state.phase === 'worker';
    },
    close,
  };
}

const INSPECTOR_IS_OPEN =
  'probez: the inspector is open: a stalled event loop is assumed to be at a breakpoint and does not fail probes';
