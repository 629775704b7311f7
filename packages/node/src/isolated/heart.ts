import { BEAT, INSPECTED } from './protocol.ts';

/** What the main thread does for its worker, as long as its event loop turns. */
export interface Heart {
  readonly shared: SharedArrayBuffer;
  /** How often it has beaten. */
  readonly beats: number;
  stop(): void;
}

/** Beats every `tickMs`, and calls `onBeat` each time. Does not keep the process alive. */
export function createHeart(tickMs: number, onBeat: () => void): Heart {
  const shared = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const memory = new Int32Array(shared);
  const note = (): void => void Atomics.store(memory, INSPECTED, inspectorIsOpen() ? 1 : 0);
  note();
  const timer = setInterval(() => {
    Atomics.add(memory, BEAT, 1);
    note();
    onBeat();
  }, tickMs);
  timer.unref();
  return {
    shared,
    get beats() {
      return Atomics.load(memory, BEAT);
    },
    stop: () => clearInterval(timer),
  };
}

/** Whether a debugger can be holding this thread. Only the thread itself can tell. */
export function inspectorIsOpen(): boolean {
  try {
    // Not imported: a Node that was built without the inspector has no such module.
    return process.getBuiltinModule('node:inspector').url() !== undefined;
  } catch {
    return false;
  }
}
