import type { AddressInfo } from 'node:net';
import type { Health, Logger } from '@probez/core';
import { oneTimer } from '../one-timer.ts';
import { failureOf, type ListenFailure, type ListenTarget, listenError } from '../probe-port/listen-error.ts';
import { listenForProbes, type ProbeServer } from '../probe-port/probe-server.ts';
import type { ProbePortSettings } from '../probe-port/settings.ts';
import { begin, nextTickAt, type PortEvent, type PortState, step, wanted } from './port-life.ts';
import { lineFor } from './port-lines.ts';
import type { StallReport } from './protocol.ts';
import type { WorkerHandle, WorkerNews } from './worker-handle.ts';

export interface PortDriverOptions {
  readonly health: Health;
  readonly settings: ProbePortSettings;
  readonly log: Logger;
  /** Why there can be no worker in the beginning. */
  readonly barrier: string | undefined;
  /** Starts a worker; the process stays alive until it listens where it is `awaited`. */
  start(awaited: boolean, tell: (news: WorkerNews) => void): WorkerHandle;
  /** Tells a worker that is ready what is known by now. */
  inform(worker: WorkerHandle): void;
  onStall(report: StallReport): void;
  /** Somebody listens, for the first time. */
  onListening(address: AddressInfo): void;
  /** Nobody can listen. */
  onFailed(error: Error): void;
  onClosed(): void;
}

/** Drives the port's state machine: passes on what happens, and starts and ends the worker and the server as each phase wants. */
export interface PortDriver {
  readonly state: PortState;
  /** The worker that runs, if one does. */
  readonly worker: WorkerHandle | undefined;
  bar(barrier: string | undefined): void;
  close(): void;
}

export function createPortDriver(options: PortDriverOptions): PortDriver {
  const { health, settings, log } = options;
  const { clock } = health;
  let target: ListenTarget = { port: settings.port, host: settings.host };
  let worker: WorkerHandle | undefined;
  let server: ProbeServer | undefined;
  /** The ends of workers, and the main thread's way to the port: whoever comes next waits for them. */
  let underWay: Promise<unknown> = Promise.resolve();
  // A timer that comes late may come before the message that was waited for: the message gets its turn first.
  const timer = oneTimer(clock, () => setImmediate(() => setImmediate(() => dispatch({ type: 'tick' }))));
  const began = clock.now();
  let state = begin(options.barrier, began);

  function dispatch(event: PortEvent): void {
    const before = state;
    const now = clock.now();
    state = step(before, event, now);
    // Also after a tick that has moved nothing: Node's timers may fire a fraction early.
    if (state === before) timer.expect(nextTickAt(state));
    else settle(now, before);
  }

  /** By the moment of the step: the wait that is told is the one that was decided. */
  function settle(now: number, before?: PortState): void {
    timer.expect(nextTickAt(state));
    const line = lineFor(before, state, now);
    if (line !== undefined) log[line.level](line.text);
    if (state.phase !== before?.phase) enter();
  }

  function enter(): void {
    const { phase, served } = state;
    if (wanted(state).worker === undefined && phase !== 'closing') dismiss();
    if (phase === 'starting') worker = startWorker(state.worker, served);
    if (phase === 'handing-over') handOver();
    if (phase === 'falling-back') underWay = underWay.then(listenHere);
    if (phase === 'closing') endAll();
    if (phase === 'closed') options.onClosed();
  }

  function dismiss(): void {
    const ended = worker?.cut();
    worker = undefined;
    underWay = Promise.all([underWay, ended]);
  }

  function startWorker(number: number, served: boolean): WorkerHandle {
    return options.start(!served, (news) => {
      switch (news.type) {
        case 'ready':
          return dispatch({ type: 'ready', worker: number });
        case 'listening':
          found(news.address);
          return dispatch({ type: 'listening', worker: number });
        case 'refused':
          return refused(news.failure, (reason) => ({ type: 'refused', worker: number, reason }));
        case 'lost':
          return dispatch({ type: 'lost', worker: number, reason: news.reason });
        case 'stall':
          return options.onStall(news);
        case 'probed':
          health.probed();
      }
    });
  }

  /** A listening socket is closed at once, connections go on: between the two nobody listens for about a millisecond. */
  function handOver(): void {
    if (worker === undefined) return;
    void server?.close();
    server = undefined;
    options.inform(worker);
    worker.send({ type: 'listen', ...target });
  }

  async function listenHere(): Promise<void> {
    if (state.phase !== 'falling-back') return;
    try {
      const fresh = await listenForProbes(health, settings.probes, target);
      server = fresh;
      found(fresh.address);
      dispatch({ type: 'main-listening' });
    } catch (error) {
      refused(failureOf(error), (reason) => ({ type: 'main-refused', reason }), error);
    }
  }

  /** From the first time on it is this port, also where any was asked for. */
  function found(address: AddressInfo): void {
    if (state.served) return;
    target = { ...target, port: address.port };
    options.onListening(address);
  }

  function refused(failure: ListenFailure, event: (reason: string) => PortEvent, cause?: unknown): void {
    const error = listenError(target, failure, cause);
    dispatch(event(error.message));
    if (state.phase === 'failed') options.onFailed(error);
  }

  function endAll(): void {
    const ended = Promise.all([underWay, worker?.end()]);
    // What has begun to listen meanwhile is closed as well.
    void ended.then(() => server?.close()).then(() => dispatch({ type: 'gone' }));
    void server?.close();
  }

  settle(began);
  return {
    get state() {
      return state;
    },
    get worker() {
      return worker;
    },
    bar: (barrier) => dispatch({ type: 'barrier', barrier }),
    close: () => dispatch({ type: 'close' }),
  };
}
