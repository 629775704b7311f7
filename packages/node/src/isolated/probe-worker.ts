import type { AddressInfo } from 'node:net';
import { isMainThread, Worker } from 'node:worker_threads';
import type { ListenFailure, ListenTarget } from '../probe-port/listen-error.ts';
import type { FromWorker, StallReport, ToWorker, WorkerSetup } from './protocol.ts';

const START_MS = 10_000;
const CLOSE_MS = 2_000;

/** Enough for thousands of checks; a worker that needs more has gone wrong, and is not to take the container's memory. */
const LIMITS = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8 } as const;

/** What a worker says without being asked. */
export interface WorkerListener {
  /** A probe has come, and health is still to be started. */
  onStart(): void;
  onStall(report: StallReport): void;
  /** The worker has ended without being told to. */
  onLost(reason: string): void;
}

/** A worker that is ready. */
export interface ProbeWorker {
  send(message: ToWorker): void;
  /** The address, or what the operating system said. Rejects where the worker is lost. */
  listen(target: ListenTarget): Promise<AddressInfo | ListenFailure>;
  /** Ends the worker, at first politely. Never rejects. */
  close(): Promise<void>;
}

/**
 * Starts a worker; resolves when it is ready to listen, rejects where it does not get there. Where somebody waits for it
 * (`awaited`), the process stays alive until it listens.
 */
export function startProbeWorker(
  file: string,
  setup: Omit<WorkerSetup, 'mainThread'>,
  awaited: boolean,
  listener: WorkerListener,
): Promise<ProbeWorker> {
  const workerData: WorkerSetup = { ...setup, mainThread: isMainThread };
  const worker = new Worker(file, {
    name: 'probez',
    workerData,
    // Nothing of the app's is inherited: what it preloads (--import, NODE_OPTIONS), debugs or measures is not for this thread.
    execArgv: [],
    env: {},
    resourceLimits: LIMITS,
  });
  return new Promise((resolve, reject) => {
    let failure: string | undefined;
    let state: 'starting' | 'ready' | 'closing' | 'gone' = 'starting';
    let answered: ((answer: AddressInfo | ListenFailure) => void) | undefined;
    let lost: ((error: Error) => void) | undefined;
    const gone = new Promise<void>((done) => worker.once('exit', () => done()));

    // A timer that comes late may come before the message that it waits for: the message gets its turn first.
    const startTimer = setTimeout(() => setImmediate(() => setImmediate(giveUp)), START_MS);
    if (!awaited) {
      startTimer.unref();
      worker.unref();
    }

    function giveUp(): void {
      if (state !== 'starting') return;
      failure ??= `it was not ready after ${START_MS / 1_000} s`;
      void worker.terminate();
    }

    worker.on('message', (message: FromWorker) => {
      switch (message.type) {
        case 'ready':
          clearTimeout(startTimer);
          state = 'ready';
          return resolve(ready);
        case 'listening':
          return answered?.(message.address);
        case 'refused':
          return answered?.(message.failure);
        case 'start':
          return listener.onStart();
        case 'stall':
          return listener.onStall(message);
        case 'closed':
          state = 'closing';
      }
    });
    worker.on('messageerror', (error) => {
      failure = error.message;
      void worker.terminate();
    });
    worker.on('error', (error: unknown) => {
      failure = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', (code) => {
      clearTimeout(startTimer);
      const before = state;
      state = 'gone';
      const reason = failure ?? `it ended by itself with code ${code}`;
      reject(new Error(reason));
      lost?.(new Error(reason));
      if (before === 'ready') listener.onLost(reason);
    });

    const ready: ProbeWorker = {
      send(message) {
        if (state !== 'ready') return;
        try {
          worker.postMessage(message);
        } catch (error) {
          // Something that cannot be copied has got into the snapshot: an old one must not go on being shown.
          failure = error instanceof Error ? error.message : String(error);
          void worker.terminate();
        }
      },
      listen(target) {
        return new Promise((done, failed) => {
          answered = (answer) => {
            // From here on it does not keep the process alive; until now somebody was waiting for it.
            worker.unref();
            done(answer);
          };
          lost = failed;
          if (state === 'gone') return failed(new Error(failure ?? 'it has ended'));
          this.send({ type: 'listen', ...target });
        });
      },
      async close() {
        if (state === 'ready') this.send({ type: 'close' });
        if (state !== 'gone') state = 'closing';
        worker.ref();
        const hurry = setTimeout(() => void worker.terminate(), CLOSE_MS);
        await gone;
        clearTimeout(hurry);
      },
    };
  });
}
