import {
  createProcessWorld,
  createRealClock,
  type Driver,
  drivePod,
  type KubeletRecord,
  type PodState,
  podStatus,
  podView,
} from '@probez/kubelet';
import { podRow } from '@probez/kubelet/internal';
import { logHead, logLine, logText, seconds } from '../event-log.ts';
import type { Io } from '../io.ts';
import { createPaint } from '../paint.ts';
import { createLineWriter } from './lines.ts';
import type { PreparedPod } from './prepare.ts';
import { createScreen } from './screen.ts';

export interface RunOptions {
  readonly prepared: PreparedPod;
  readonly io: Io;
  readonly json: boolean;
  /** Lines only, also on a terminal. */
  readonly plain: boolean;
  /** Signals reach processes without a handler too, as they do outside a container. */
  readonly everySignal: boolean;
  readonly deleteAfterMs: number | undefined;
}

/** How it ended; `killed` by a second Ctrl-C. */
export type RunEnd = 'succeeded' | 'failed' | 'deleted' | 'killed';

const drawEveryMs = 100;

interface View {
  note(text: string): void;
  record(record: KubeletRecord): void;
  output(container: string, stream: string, line: string): void;
  close(): void;
}

function createView(options: RunOptions, podState: () => PodState, now: () => number, hint: () => string): View {
  const { io, prepared } = options;
  const startedAt = now();
  if (options.json) {
    const write = (value: object) => io.stdout.write(logText(seconds(now(), startedAt), value));
    io.stdout.write(logHead(prepared.pod));
    return {
      note: (text) => write({ kind: 'note', text }),
      record: (record) => io.stdout.write(logLine(record, startedAt)),
      output: (container, stream, line) => write({ kind: 'output', container, stream, line }),
      close: () => {},
    };
  }
  const paint = createPaint(io.color);
  const lines = createLineWriter(prepared.pod, startedAt, paint);
  if (options.plain || !io.isTTY) {
    const write = (line: string | undefined) => {
      if (line !== undefined) io.stdout.write(`${line}\n`);
    };
    return {
      note: (text) => write(lines.note(now(), text)),
      record: (record) => write(lines.record(record)),
      output: (container, _stream, line) => write(lines.output(now(), container, line)),
      close: () => {},
    };
  }
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

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the Pod until it is over. Nothing of it is left behind. */
export function runPod(options: RunOptions): Promise<RunEnd> {
  const { prepared, io } = options;
  const { pod } = prepared;
  const clock = createRealClock();
  let asked = 0;
  const hint = () =>
    asked === 0
      ? `Ctrl-C deletes the Pod (grace period ${pod.terminationGracePeriodSeconds} s), a second one kills it`
      : 'Being deleted; Ctrl-C kills it now';
  const view = createView(options, () => driver.state(), clock.now, hint);
  for (const note of prepared.notes) view.note(`note: ${note}`);
  const of = (name: string) => prepared.containers.get(name);
  const world = createProcessWorld({
    command: (container) => of(container.name)?.command ?? [],
    env: (container) => of(container.name)?.env ?? {},
    cwd: (container) => of(container.name)?.cwd,
    firstProcess: !options.everySignal && !pod.shareProcessNamespace,
    onLine: (container, stream, line) => view.output(container, stream, line),
    onStarted: (container, pid) => view.note(`${container} is process ${pid}`),
    onIgnored: (container, signal) =>
      view.note(
        `${container} has no handler for ${signal}, so as the first process of a container it does not get it: waiting for the grace period`,
      ),
  });

  let driver: Driver;
  return new Promise((resolve) => {
    let killed = false;
    const finish = () => {
      const { end } = driver.state();
      if (end === undefined) return;
      for (const signal of stopSignals) process.off(signal, stop);
      process.off('exit', world.killAll);
      driver.close();
      view.close();
      const failed = podStatus(driver.state()).phase === 'Failed';
      if (killed) resolve('killed');
      else if (end === 'terminated') resolve('deleted');
      else resolve(failed ? 'failed' : 'succeeded');
    };
    driver = drivePod({
      pod,
      clock,
      world,
      onRecord(record) {
        view.record(record);
        if (record.kind === 'pod' && (record.event === 'terminated' || record.event === 'completed'))
          setImmediate(finish);
      },
    });
    const stop = () => {
      asked++;
      if (asked === 1) return driver.send({ kind: 'delete' });
      killed = true;
      driver.send({ kind: 'forceKill' });
      world.killAll();
    };
    for (const signal of stopSignals) process.on(signal, stop);
    // Whatever ends this process, its children end first.
    process.on('exit', world.killAll);
    io.onReaderGone(stop);
    if (options.deleteAfterMs !== undefined) clock.at(clock.now() + options.deleteAfterMs, () => asked === 0 && stop());
  });
}
