import { write } from 'node:fs';
import type { MessagePort } from 'node:worker_threads';
import type { HandlerSource } from '@probez/core';
import { createSnapshotView } from '@probez/core/internal';
import { failureOf } from '../probe-port/listen-error.ts';
import { listenForProbes, type ProbeServer } from '../probe-port/probe-server.ts';
import { writeTerminationLog } from '../termination-log.ts';
import { createAttentiveClock } from './attentive-clock.ts';
import { createHealthTime } from './health-time.ts';
import { captureMainStack, type StackCapture } from './main-stack.ts';
import {
  BEAT,
  type FromWorker,
  INSPECTED,
  machineNow,
  type SentSnapshot,
  type ToWorker,
  type WorkerSetup,
} from './protocol.ts';
import { stallBegun, stallNotLive } from './stall-messages.ts';
import { createStallView } from './stall-view.ts';
import { createStallWatch } from './stall-watch.ts';

const STACK_TIMEOUT_MS = 1_000;

/** The worker's whole life: answers from the latest snapshot, and watches the thread that it comes from. */
export function runProbeThread(port: MessagePort, setup: WorkerSetup): void {
  const { probes, readinessMs, livenessMs, terminationLog, tickMs, first, noStack, quiet } = setup;
  const memory = new Int32Array(setup.shared);
  const beat = (): number => Atomics.load(memory, BEAT);
  const inspected = (): boolean => Atomics.load(memory, INSPECTED) === 1;
  const clock = createAttentiveClock(machineNow, tickMs);
  const tell = (message: FromWorker): void => port.postMessage(message);

  let server: ProbeServer | undefined;
  let capture: StackCapture | undefined;
  let notLive = false;
  let stalled = false;

  const watch = createStallWatch({
    now: clock.now,
    beat,
    excused: inspected,
    limitMs: readinessMs,
    onStall,
    onEnd(durationMs) {
      const { frames = [], native = false } = capture?.latest() ?? {};
      stalled = false;
      writeTerminationLog(terminationLog, '');
      tell({ type: 'stall', durationMs, notLive, stack: frames, native });
      capture?.end();
      capture = undefined;
      notLive = false;
    },
  });

  const time = createHealthTime(clock, tickMs);
  let latest = first.snapshot;
  let beatBefore = beat();
  const view = createSnapshotView(latest, { now: time.now });
  let told = false;
  const source: HandlerSource = {
    ...createStallView(view, watch.age, { readinessMs, livenessMs }),
    // Once: the main thread says it once.
    probed() {
      if (told || latest.phase !== 'idle') return;
      told = true;
      tell({ type: 'probed' });
    },
  };

  function take(sent: SentSnapshot): void {
    const { snapshot } = sent;
    latest = snapshot;
    time.received(sent);
    view.update(snapshot);
    // What is stopped is going away: its liveness stays as it was.
    if (snapshot.started && snapshot.phase === 'running') watch.arm(sent.beat);
    else watch.disarm();
  }

  function onStall(age: number): void {
    stalled = true;
    try {
      if (noStack !== undefined) throw new Error(noStack);
      capture = captureMainStack(STACK_TIMEOUT_MS);
      void capture.first.then((stack) => sayLast(stallBegun(age, livenessMs, stack)));
    } catch (error) {
      // Whatever is wrong with the inspector: the probes are to be answered, now more than ever.
      sayLast(stallBegun(age, livenessMs, failureOf(error).message));
    }
  }

  /** Also to the termination log: the container may be killed before the stall is over. */
  function sayLast(text: string): void {
    if (stalled) writeTerminationLog(terminationLog, text);
    say(text);
  }

  /** Not through `console`: that waits for the main thread. Not synchronously: a full pipe would take the probes with it. */
  function say(text: string): void {
    if (!quiet) write(2, text, () => {});
  }

  function tick(): void {
    clock.tick();
    // A thread that a debugger holds cannot bring news: until it goes on, nothing gets stale.
    time.tick(inspected() && beat() === beatBefore);
    beatBefore = beat();
    watch.look();
    if (notLive || watch.age() < livenessMs) return;
    notLive = true;
    say(stallNotLive(watch.age()));
  }

  async function listen(target: { port: number; host: string | undefined }): Promise<void> {
    try {
      server = await listenForProbes(source, probes, target);
      tell({ type: 'listening', address: server.address });
    } catch (error) {
      tell({ type: 'refused', failure: failureOf(error) });
    }
  }

  async function close(): Promise<void> {
    clearInterval(ticking);
    capture?.end();
    await server?.close();
    port.close();
  }

  const ticking = setInterval(tick, tickMs);
  port.on('message', (message: ToWorker) => {
    if (message.type === 'snapshot') take(message);
    else if (message.type === 'listen') void listen(message);
    else void close();
  });
  take(first);
  tell({ type: 'ready' });
}
