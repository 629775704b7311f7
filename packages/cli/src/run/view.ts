import { type KubeletRecord, type Pod, type PodState, podStatus, podView } from '@probez/kubelet';
import { podRow } from '@probez/kubelet/internal';
import { logHead, logLine, logText, seconds } from '../event-log.ts';
import type { Io } from '../io.ts';
import { createPaint, type Paint } from '../paint.ts';
import { createLineWriter } from './lines.ts';
import type { PreparedPod } from './prepare.ts';
import { createScreen } from './screen.ts';

const drawEveryMs = 100;

/** Somebody who is told what happens. */
export interface View {
  note(text: string): void;
  record(record: KubeletRecord): void;
  output(container: string, stream: string, line: string): void;
  close(): void;
}

export interface ViewOptions {
  readonly prepared: PreparedPod;
  readonly io: Io;
  readonly json: boolean;
  /** Lines only, also on a terminal. */
  readonly plain: boolean;
  readonly podState: () => PodState;
  readonly now: () => number;
  readonly startedAt: number;
  readonly hint: () => string;
}

/** What standard output shows. */
export function createView(options: ViewOptions): View {
  const { io, prepared, podState, now, startedAt, hint } = options;
  if (options.json) return logView(prepared.pod, now, startedAt, (line) => io.stdout.write(line));
  const paint = createPaint(io.color);
  if (options.plain || !io.isTTY)
    return lineView(prepared.pod, paint, now, startedAt, (line) => io.stdout.write(`${line}\n`));
  const lines = createLineWriter(prepared.pod, startedAt, paint);
  const columns = () => process.stdout.columns ?? 80;
  const screen = createScreen({
    output: io.stdout,
    paint,
    pod: prepared.pod,
    columns,
    rows: () => process.stdout.rows ?? 24,
  });
  const state = () => ({
    row: podRow(prepared.pod, podStatus(podState())),
    containers: podView(podState()),
    now: now(),
    startedAt,
    hint: hint(),
  });
  const timer = setInterval(() => screen.draw(state()), drawEveryMs);
  const log = (line: string | undefined) => {
    if (line !== undefined) screen.log(line);
  };
  return {
    note: (text) => log(lines.note(now(), text)),
    record(record) {
      if (record.kind === 'probe') screen.mark(record);
      log(lines.record(record));
    },
    output: (container, _stream, line) => log(lines.output(now(), container, line)),
    close() {
      clearInterval(timer);
      screen.draw(undefined);
    },
  };
}

/** Writes lines for people. */
export function lineView(
  pod: Pod,
  paint: Paint,
  now: () => number,
  startedAt: number,
  write: (line: string) => void,
): View {
  const lines = createLineWriter(pod, startedAt, paint);
  return {
    note: (text) => write(lines.note(now(), text)),
    record(record) {
      const line = lines.record(record);
      if (line !== undefined) write(line);
    },
    output: (container, _stream, line) => write(lines.output(now(), container, line)),
    close: () => {},
  };
}

const MOST_CHARACTERS = 4_000;

/** For a browser: a container may write a line of a gigabyte. */
export const shortened = (view: View): View => ({
  ...view,
  output: (container, stream, line) =>
    view.output(
      container,
      stream,
      line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS)}… (${line.length} characters)`,
    ),
});

/** Writes the event log. */
export function logView(pod: Pod, now: () => number, startedAt: number, write: (line: string) => void): View {
  const tell = (value: object) => write(logText(seconds(now(), startedAt), value));
  write(logHead(pod));
  return {
    note: (text) => tell({ kind: 'note', text }),
    record: (record) => write(logLine(record, startedAt)),
    output: (container, stream, line) => tell({ kind: 'output', container, stream, line }),
    close: () => {},
  };
}

/** Tells several. */
export const seenBy = (views: readonly View[]): View => ({
  note: (text) => views.forEach((view) => void view.note(text)),
  record: (record) => views.forEach((view) => void view.record(record)),
  output: (...line) => views.forEach((view) => void view.output(...line)),
  close: () => views.forEach((view) => void view.close()),
});
