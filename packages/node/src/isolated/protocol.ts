import type { AddressInfo } from 'node:net';
import type { ProbeOptions, Snapshot } from '@probez/core';
import type { ListenFailure, ListenTarget } from '../probe-port/listen-error.ts';

/** Raised when the messages change: an app that was bundled may start a worker's file of another version. */
export const PROTOCOL = 2;

/** The main thread's side of the shared memory: two numbers. */
export const BEAT = 0;
/** 1 while the inspector is open in the main thread: a debugger may be holding it at a breakpoint. */
export const INSPECTED = 1;

/** A snapshot and the circumstances of its sending. */
export interface SentSnapshot {
  readonly snapshot: Snapshot;
  /** `machineNow()` of its making. */
  readonly sentAt: number;
  /** The beat at its making. */
  readonly beat: number;
}

/** What a worker is started with. Plain data. */
export interface WorkerSetup {
  readonly probez: number;
  readonly probes: ProbeOptions;
  readonly readinessMs: number;
  readonly livenessMs: number;
  readonly terminationLog: string | false;
  /** How often the main thread beats and the worker looks. */
  readonly tickMs: number;
  readonly shared: SharedArrayBuffer;
  readonly first: SentSnapshot;
  /** Why the stack of the watched thread cannot be had, if it cannot. */
  readonly noStack: string | undefined;
  /** Nothing is written to standard error. */
  readonly quiet: boolean;
}

export type ToWorker =
  | ({ readonly type: 'snapshot' } & SentSnapshot)
  | ({ readonly type: 'listen' } & ListenTarget)
  | { readonly type: 'close' };

/** A stall that is over. */
export interface StallReport {
  readonly durationMs: number;
  /** Whether it lasted past `livenessMs`. */
  readonly notLive: boolean;
  /** Where the main thread was, innermost first; empty where it was not to be had. */
  readonly stack: readonly string[];
  /** The main thread was outside JavaScript: the stack is that of its return, if there is one. */
  readonly native: boolean;
}

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'listening'; readonly address: AddressInfo }
  | { readonly type: 'refused'; readonly failure: ListenFailure }
  /** A probe has come before health was started. */
  | { readonly type: 'probed' }
  | ({ readonly type: 'stall' } & StallReport);

/** Monotonic milliseconds that mean the same in every thread, which `performance.now()` does not. */
export function machineNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Whether a thread was started by us, and by this version. */
export function isWorkerSetup(data: unknown): data is WorkerSetup {
  if (typeof data !== 'object' || data === null || !('probez' in data)) return false;
  if (data.probez === PROTOCOL) return true;
  throw new Error(
    `the worker's file and @probez/node are of different versions (${String(data.probez)} and ${PROTOCOL}): build both from the same one`,
  );
}
