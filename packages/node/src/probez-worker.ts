import { parentPort, workerData } from 'node:worker_threads';
import { runProbeThread } from './isolated/probe-thread.ts';
import { isWorkerSetup } from './isolated/protocol.ts';

// The worker of `serveProbes(health, { isolated: true })`. Loaded anywhere else it does nothing.
if (parentPort !== null && isWorkerSetup(workerData)) runProbeThread(parentPort, workerData);
