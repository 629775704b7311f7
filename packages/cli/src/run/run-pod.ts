import { createProcessWorld, createRealClock, type Driver, drivePod, podStatus } from '@probez/kubelet';
import { seconds } from '../event-log.ts';
import type { Io } from '../io.ts';
import { createPaint } from '../paint.ts';
import { shownPod } from '../ui/page.ts';
import { type Act, openRoom } from '../ui/room.ts';
import type { PreparedPod } from './prepare.ts';
import { createView, lineView, logView, seenBy, shortened } from './view.ts';

export interface RunOptions {
  readonly prepared: PreparedPod;
  readonly io: Io;
  readonly json: boolean;
  /** Lines only, also on a terminal. */
  readonly plain: boolean;
  /** Signals reach processes without a handler too, as they do outside a container. */
  readonly everySignal: boolean;
  readonly deleteAfterMs: number | undefined;
  /** Opens the control room for a browser, and says where on standard error. */
  readonly ui: boolean;
}

/** How it ended; `killed` by a second Ctrl-C. */
export type RunEnd = 'succeeded' | 'failed' | 'deleted' | 'killed';

const MOST_TOLD = 200;
function added(list: string[], line: string): void {
  list.push(line);
  if (list.length > MOST_TOLD) list.shift();
}

/** What a person sends: the second one kills. */
const stopSignals = ['SIGINT', 'SIGTERM'] as const;

/** Runs the Pod until it is over. Nothing of it is left behind. */
export async function runPod(options: RunOptions): Promise<RunEnd> {
  const { prepared, io } = options;
  const { pod } = prepared;
  const clock = createRealClock();
  const startedAt = clock.now();
  let asked = 0;
  const hint = () =>
    asked === 0
      ? `Ctrl-C deletes the Pod (grace period ${pod.terminationGracePeriodSeconds} s), a second one kills it`
      : 'The Pod is being deleted; Ctrl-C kills it now';
  const told: string[] = [];
  const room = options.ui
    ? await openRoom({
        name: pod.name,
        containers: [...pod.initContainers, ...pod.containers].map(({ name }) => name),
        told: () => [...told].reverse().join('\n'),
        now: () => seconds(clock.now(), startedAt),
        act: (...order) => act(...order),
      })
    : undefined;
  if (room !== undefined) io.stderr.write(`probez run: the control room is at ${room.url}\n`);
  const view = seenBy([
    createView({ ...options, podState: () => driver.state(), now: clock.now, startedAt, hint }),
    ...(room === undefined
      ? []
      : [
          shortened(logView(shownPod(pod), clock.now, startedAt, room.push)),
          shortened(lineView(pod, createPaint(false), clock.now, startedAt, (line) => added(told, line))),
        ]),
  ]);
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
        `${container} has no handler for ${signal}; the first process of a container does not get such a signal, so it runs on until the grace period ends`,
      ),
  });

  let driver: Driver;
  let act: (what: Act, container: string) => string | undefined = () => 'not yet';
  return new Promise((resolve) => {
    let killed = false;
    const finish = () => {
      const { end } = driver.state();
      if (end === undefined) return;
      for (const signal of stopSignals) process.off(signal, stop);
      process.off('SIGHUP', abandoned);
      process.off('exit', world.killAll);
      driver.close();
      view.close();
      const failed = podStatus(driver.state()).phase === 'Failed';
      const shown = killed ? 'killed' : end === 'terminated' ? 'deleted' : failed ? 'failed' : 'succeeded';
      void (room?.close() ?? Promise.resolve()).then(() => resolve(shown));
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
    // Ctrl-C ends the reader of a pipe as well, and a terminal that is closed does all of it at once: no second Ctrl-C.
    const abandoned = () => driver.send({ kind: 'delete' });
    act = (what, container) => {
      if (what !== 'delete') return world.send(container, what) ? undefined : `container "${container}" does not run`;
      if (asked > 0) return 'the Pod is being deleted already';
      stop();
      return undefined;
    };
    for (const signal of stopSignals) process.on(signal, stop);
    process.on('SIGHUP', abandoned);
    // Whatever ends this process, its children end first.
    process.on('exit', world.killAll);
    io.onOutputLost(abandoned);
    if (options.deleteAfterMs !== undefined) clock.at(clock.now() + options.deleteAfterMs, () => asked === 0 && stop());
  });
}
