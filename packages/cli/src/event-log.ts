import type { KubeletRecord, Pod } from '@probez/kubelet';

/**
 * The event log of a Pod, one JSON object per line: what `probez run --json` and `probez simulate --format json` write. The first line says
 * which Pod it is about, as the API server would store it; `t` is seconds after it was added, to a thousandth.
 */
export const logHead = (pod: Pod): string => logText(0, { kind: 'log', version: 1, pod });

/** A line of the log. */
export const logText = (t: number, value: object): string => `${JSON.stringify({ t, ...value })}\n`;

/** The line for a record. @param addedAt when the Pod was added, on the clock of the records */
export function logLine({ at, ...rest }: KubeletRecord, addedAt: number): string {
  return logText(
    seconds(at, addedAt),
    rest.kind === 'probe' ? { ...rest, startedAt: seconds(rest.startedAt, addedAt) } : rest,
  );
}

export const seconds = (at: number, addedAt: number): number => Math.max(0, Math.round(at - addedAt)) / 1000;
