import type { Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerSetup } from './protocol.ts';

/**
 * Not imported: tracers that see a `Worker` of a file they cannot foresee bring along the whole folder. Turbopack then takes
 * the declarations in it for modules, and its build fails.
 */
const threads = process.getBuiltinModule('node:worker_threads');

/** Enough for thousands of checks; a worker that needs more has gone wrong, and is not to take the container's memory. */
const LIMITS = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8 } as const;

/** What is heard of a worker: its own messages, and once at most that it is gone without having been told to go. */
export type WorkerNews = FromWorker | { readonly type: 'lost'; readonly reason: string };

/** A worker as the main thread holds it. */
export interface WorkerHandle {
  send(message: ToWorker): void;
  /** Asks it to end. Resolves when it has; never rejects. */
  end(): Promise<void>;
  /** Ends it, whatever it does. Resolves when it has ended; never rejects. */
  cut(): Promise<void>;
}

/**
 * Starts a worker. Never throws: what goes wrong is told. Where somebody waits for it (`awaited`), the process stays alive
 * until it listens.
 */
export function startWorker(
  file: string,
  workerData: WorkerSetup,
  awaited: boolean,
  tell: (news: WorkerNews) => void,
): WorkerHandle {
  try {
    const worker = new threads.Worker(file, {
      name: 'probez',
      workerData,
      // Nothing of the app's is inherited: what it preloads (--import, NODE_OPTIONS), debugs or measures is not for this thread.
      execArgv: [],
      env: {},
      resourceLimits: LIMITS,
    });
    if (!awaited) worker.unref();
    return hold(worker, tell);
  } catch (error) {
    queueMicrotask(() => tell({ type: 'lost', reason: textOf(error) }));
    return { send: () => {}, end: async () => {}, cut: async () => {} };
  }
}

function hold(worker: Worker, tell: (news: WorkerNews) => void): WorkerHandle {
  let failure: string | undefined;
  /** It was told to end: nothing that it says means anything now. */
  let dismissed = false;
  const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  worker.on('message', (message: FromWorker) => {
    // From here on it does not keep the process alive; until now somebody was waiting for it.
    if (message.type === 'listening') worker.unref();
    if (!dismissed) tell(message);
  });
  worker.on('messageerror', fail);
  worker.on('error', (error: unknown) => {
    failure = textOf(error);
  });
  worker.on('exit', (code) => {
    if (!dismissed) tell({ type: 'lost', reason: failure ?? `it ended by itself with code ${code}` });
  });

  function fail(error: unknown): void {
    failure = textOf(error);
    void worker.terminate();
  }

  function send(message: ToWorker): void {
    try {
      worker.postMessage(message);
    } catch (error) {
      // Something that cannot be copied has got into the snapshot: an old one must not go on being shown.
      fail(error);
    }
  }

  function dismiss(): void {
    dismissed = true;
    // Whoever awaits the closing must live to see it.
    worker.ref();
  }

  return {
    send,
    end() {
      dismiss();
      send({ type: 'close' });
      return gone;
    },
    cut() {
      dismiss();
      void worker.terminate();
      return gone;
    },
  };
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
