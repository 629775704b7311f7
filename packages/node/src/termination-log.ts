import { closeSync, constants, openSync, writeSync } from 'node:fs';

/** Where Kubernetes reads why a container ended, unless its `terminationMessagePath` says otherwise. */
export const TERMINATION_LOG = '/dev/termination-log';

/** What Kubernetes keeps of it. */
const MAX_BYTES = 4_096;

/**
 * Writes a message that `kubectl describe pod` shows, if the file exists and may be written; it is never created. An empty text
 * removes the last message. Never throws.
 * @see https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/
 */
export function writeTerminationLog(path: string | false, text: string): void {
  if (path === false) return;
  try {
    // Non-blocking: opening a pipe that nobody reads would wait forever, past the deadline.
    const file = openSync(path, constants.O_WRONLY | constants.O_TRUNC | constants.O_NONBLOCK);
    try {
      writeSync(file, fitting(Buffer.from(text)));
    } finally {
      closeSync(file);
    }
  } catch {
    // Outside Kubernetes there is no such file.
  }
}

/** The beginning and the end of a text that is too long: what went wrong first, and how it ended. */
function fitting(text: Buffer): Buffer {
  if (text.length <= MAX_BYTES) return text;
  const gap = Buffer.from('\n...\n');
  const half = MAX_BYTES / 2 - gap.length;
  return Buffer.concat([text.subarray(0, half), gap, text.subarray(-half)]);
}
