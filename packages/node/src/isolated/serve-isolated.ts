import type { AddressInfo } from 'node:net';
import { type Health, type Logger, ProbezError } from '@probez/core';
import { failureOf, type ListenTarget, listenError } from '../probe-port/listen-error.ts';
import type { ProbePortSettings } from '../probe-port/options.ts';
import { listenForProbes, type ProbeServer } from '../probe-port/probe-server.ts';
import { createFeed } from './feed.ts';
import { createHeart, inspectorIsOpen } from './heart.ts';
import { locateWorker } from './locate-worker.ts';
import { type ProbeWorker, startProbeWorker } from './probe-worker.ts';
import { PROTOCOL } from './protocol.ts';
import { unfitRuntime } from './runtime.ts';
import { stallOver } from './stall-messages.ts';
import { seconds } from './stall-view.ts';

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

/** Who answers the probes now. */
export interface IsolatedServer {
  readonly address: AddressInfo;
  /** Whether it is the worker. */
  readonly isolated: boolean;
  close(): Promise<void>;
}

const MAIN_ANSWERS = 'the main thread answers the probes: a busy event loop delays them, a hung one fails them all';
const SILENT: Logger = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * Answers probes from a worker thread, and from this one while there is no worker. Rejects only where nobody can listen.
 * A worker that is lost is started again, after 1 s, then twice as late each time up to a minute.
 */
export async function serveIsolated(
  health: Health,
  settings: ProbePortSettings,
  versions: Readonly<Record<string, string | undefined>> = process.versions,
): Promise<IsolatedServer> {
  const { probes, readinessMs, livenessMs } = settings;
  const log = settings.logger === false ? SILENT : settings.logger;
  const tickMs = Math.min(250, Math.max(25, Math.round(readinessMs / 20)));

  let target: ListenTarget = { port: settings.port, host: settings.host };
  let worker: ProbeWorker | undefined;
  /** The worker listens. */
  let up = false;
  let fallback: ProbeServer | undefined;
  let closing: Promise<void> | undefined;
  let launching: Promise<unknown> | undefined;
  let cancelRetry: (() => void) | undefined;
  /** Somebody has listened: nobody waits for what happens from then on. */
  let served = false;
  let retryMs = FIRST_RETRY_MS;
  let upSince = Number.POSITIVE_INFINITY;

  const heart = createHeart(tickMs, () => feed.beat());
  const feed = createFeed(
    health,
    () => heart.beats,
    (sent) => worker?.send({ type: 'snapshot', ...sent }),
  );

  async function answerHere(): Promise<AddressInfo> {
    fallback = await listenForProbes(health, probes, target).catch((error: unknown) => {
      throw listenError(target, failureOf(error), error);
    });
    return fallback.address;
  }

  async function answerThere(file: string): Promise<AddressInfo> {
    const fresh = await startProbeWorker(
      file,
      {
        probez: PROTOCOL,
        probes,
        readinessMs,
        livenessMs,
        tickMs,
        shared: heart.shared,
        first: feed.take(),
        quiet: settings.logger === false,
      },
      !served,
      {
        onStart: () => void (health.phase === 'idle' && health.start()),
        onStall: (report) => log.warn(stallOver(report)),
        onLost: (reason) => {
          worker = undefined;
          // Before it listens, whoever is starting it hears of it.
          if (!up) return;
          up = false;
          launching = replace(reason);
        },
      },
    );
    worker = fresh;
    fresh.send({ type: 'snapshot', ...feed.take() });
    // A listening socket is closed at once, connections go on: between the two nobody listens for about a millisecond.
    void fallback?.close();
    fallback = undefined;
    const answer = await fresh.listen(target);
    if ('address' in answer) {
      up = true;
      return answer;
    }
    worker = undefined;
    await fresh.close();
    throw listenError(target, answer);
  }

  /** Throws where nobody can listen. */
  async function answer(): Promise<AddressInfo> {
    const unfit = unfitRuntime(versions);
    if (unfit !== undefined) {
      log.warn(`probez: isolated: true is for Node; on ${unfit} ${MAIN_ANSWERS}`);
      return answerHere();
    }
    const file = locateWorker(settings.worker);
    if ('missing' in file) {
      log.error(
        `probez: the worker's file was not found, so ${MAIN_ANSWERS}. Looked for ${file.missing.join(', ')}. ` +
          'An app that is bundled brings it along as probez-worker.js beside the bundle, or names it with the option worker',
      );
      return answerHere();
    }
    try {
      const address = await answerThere(file.path);
      upSince = health.clock.now();
      return address;
    } catch (error) {
      if (error instanceof ProbezError || closing !== undefined) throw error;
      return replaceWith(error instanceof Error ? error.message : String(error));
    }
  }

  async function replaceWith(reason: string): Promise<AddressInfo> {
    if (health.clock.now() - upSince > LAST_RETRY_MS) retryMs = FIRST_RETRY_MS;
    upSince = Number.POSITIVE_INFINITY;
    log.error(
      `probez: the worker of the probe port failed: ${reason}. Next try in ${seconds(retryMs)}; until then ${MAIN_ANSWERS}`,
    );
    cancelRetry = health.clock.setTimer(retryMs, () => {
      launching = retry();
    });
    retryMs = Math.min(2 * retryMs, LAST_RETRY_MS);
    return answerHere();
  }

  /** A worker was lost while it served. */
  async function replace(reason: string): Promise<void> {
    if (closing !== undefined) return;
    await replaceWith(reason).catch((error: unknown) => log.error(`probez: ${failureOf(error).message}`));
  }

  async function retry(): Promise<void> {
    try {
      await answer();
      if (up) log.info('probez: the worker of the probe port is back');
    } catch (error) {
      // The port was lost between two who listen on it.
      await replace(failureOf(error).message);
    }
  }

  function stop(): void {
    heart.stop();
    feed.close();
    cancelRetry?.();
  }

  async function close(): Promise<void> {
    stop();
    await launching;
    cancelRetry?.();
    await Promise.all([worker?.close(), fallback?.close()]);
    up = false;
  }

  if (inspectorIsOpen()) {
    log.warn('probez: the inspector is open, so a stalled event loop is taken for a breakpoint: it fails no probe');
  }
  try {
    const address = await answer();
    target = { port: address.port, host: settings.host };
    served = true;
    return {
      address,
      get isolated() {
        return up;
      },
      close() {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}
