import { parentPort, workerData } from 'node:worker_threads';
import { isWorkerSetup } from './isolated/protocol.ts';
import { runProbeThread } from './isolated/thread.ts';

// The worker of `serveProbes(health, { isolated: true })`. Loaded anywhere else it does nothing.
if (parentPort !== null && isWorkerSetup(workerData)) runProbeThread(parentPort, workerData);
