import type { Server } from 'node:net';
import { isMainThread } from 'node:worker_threads';
import { createListeners, hasMethods, oneLine, reasonOf, refuse } from '@probez/core/internal';
import { createClosing } from './closing.ts';
import { createDriver } from './driver.ts';
import { watchExit } from './exit-watch.ts';
import { caretakers, joinStop } from './process-stop.ts';
import { listOf, settingsOf } from './settings.ts';
import { createShutdownLog, type ShutdownLog } from './shutdown-log.ts';
import type { StopMember } from './stop.ts';
import { targetsOf } from './targets.ts';
import { deafThread } from './thread.ts';
import { type ShutdownClock, shutdownClock } from './timers.ts';
import type { Times } from './times.ts';
import type { GracefulShutdown, ShutdownEvent, ShutdownOptions, ShutdownReport, ShutdownTarget } from './types.ts';
import { onUncaught } from './uncaught.ts';
import { outliveReaders } from './unread-output.ts';

/**
 * Stops a service without losing a request. On SIGTERM or SIGINT readiness fails, and the app serves on for `delayMs`. Then
 * no new connection is accepted, and requests in flight may finish. Then the `onClose` hooks run, for example to close the
 * database, and the process exits with 0. Nothing of the app's is replaced. Called again for the same server it returns the
 * first result, and logs that the new options do not count.
 *
 * @example
 * const server = app.listen(8080);
 * gracefulShutdown(server, { health, onClose: () => pool.end() });
 *
 * @param target a server, a Fastify app, or a list of them; an empty list for a service that has none, such as a queue consumer
 * @throws `ProbezError` with `INVALID_OPTION` if an option or the target is wrong
 */
export function gracefulShutdown(
  target: ShutdownTarget | readonly ShutdownTarget[],
  options: ShutdownOptions,
): GracefulShutdown {
  return createShutdown(target, options, shutdownClock);
}

/** The same with a clock of one's own: for tests. */
export function createShutdown(
  target: ShutdownTarget | readonly ShutdownTarget[],
  options: ShutdownOptions,
  clock: ShutdownClock,
): GracefulShutdown {
  inTheirPlaces(target, options);
  const settings = settingsOf(options);
  const targets = targetsOf(target);
  const { servers, owners } = targets;
  const known = knownFor(servers);
  const { health, probePort, logger = console, exit } = options;
  const log = createShutdownLog(logger);
  if (known !== undefined) {
    log.warn('gracefulShutdown was called again for the same server: the options of the first call count');
    return known;
  }
  warnOfTimes(settings, log);
  const deaf = deafThread(isMainThread, settings.signals);
  if (deaf !== undefined) log.warn(deaf);
  const listeners = createListeners<ShutdownEvent>();
  let resolve = (_report: ShutdownReport): void => {};
  const over = new Promise<ShutdownReport>((settle) => {
    resolve = settle;
  });
  const closing = createClosing({
    ...targets,
    webSocketHosts: [...targets.webSocketHosts, ...listOf(options.webSocketServers)],
    clock,
    over,
    beforeOwners: () => void driver.stopHealth(),
    onHeld: () => driver.asked(),
    onProblem: log.problem,
  });
  let unwatch = (): void => {};
  let offUncaught = (): void => {};

  const driver = createDriver({
    settings,
    health,
    closing,
    clock,
    log,
    hasOwners: owners.length > 0,
    endsProcess: exit === undefined || exit === process.exit,
    emit: listeners.emit,
    exitCodeWith: (own) => seat.worst(own),
    onExit(report) {
      const { exitCode, cause } = report;
      unwatch();
      offUncaught();
      closing.dispose();
      if (probePort !== undefined) void log.guard('probePort.close()', () => probePort.close());
      // Only a clean end waits for others in the process.
      void log.guard('exit()', () => (cause === 'finished' ? seat.finish(exitCode) : seat.end(exitCode, cause)));
      resolve(report);
    },
  });

  const member: StopMember = {
    signals: settings.signals,
    begin(reason, hurried) {
      outliveReaders(logger);
      unwatch = watchExit(driver.interrupted);
      driver.begin(reason, hurried);
    },
    joined(signal) {
      log.joined(signal, { reason: driver.reason, sinceMs: clock.now() - driver.state.startedAt });
    },
    hurry(signal) {
      log.hurried(signal);
      driver.hurry();
    },
    end(cause) {
      if (driver.state.phase === 'running') dispose();
      else driver.end(cause);
    },
  };
  const seat = joinStop(exit, member);
  if (settings.onUncaught === 'shutdown') {
    offUncaught = onUncaught((error, origin) => {
      log.uncaught(error, origin);
      if (driver.state.phase === 'running') seat.begin(`${origin}: ${reasonOf(error)}`);
      driver.fault();
    });
  }

  function dispose(): void {
    if (driver.state.phase !== 'running') return;
    closing.dispose();
    offUncaught();
    seat.leave();
    for (const server of servers) caretakers().delete(server);
  }

  const shutdown: GracefulShutdown = {
    signal: driver.signal,
    get phase() {
      return driver.state.phase;
    },
    shutdown(reason = 'shutdown() was called') {
      if (driver.state.phase === 'running') seat.begin(typeof reason === 'string' ? oneLine(reason) : reasonOf(reason));
      else driver.asked();
      return over;
    },
    subscribe: listeners.add,
    dispose,
  };
  for (const server of servers) caretakers().set(server, shutdown);
  return shutdown;
}

/** Two arguments that look alike in JavaScript are easily swapped, and the options' own errors would mislead. */
function inTheirPlaces(target: unknown, options: unknown): void {
  const isHealth = (value: unknown) => hasMethods(value, ['drain', 'stop', 'verdict']);
  const right = 'gracefulShutdown(server, { health })';
  if (isHealth(target)) refuse('the first argument of gracefulShutdown', target, `a server: ${right}`);
  if (isHealth(options)) refuse('the second argument of gracefulShutdown', options, `options with health: ${right}`);
}

function warnOfTimes({ delayMs, drainTimeoutMs, deadlineMs }: Times, log: ShutdownLog): void {
  if (delayMs + drainTimeoutMs < deadlineMs) return;
  if (delayMs >= deadlineMs) {
    log.warn(
      `delayMs ${delayMs} is not less than deadlineMs ${deadlineMs}: every shutdown ends during its delay, ` +
        'with exit code 1 and without onClose',
    );
    return;
  }
  log.warn(
    `delayMs ${delayMs} and drainTimeoutMs ${drainTimeoutMs} leave no time for onClose before deadlineMs ${deadlineMs}: ` +
      'a slow request may end the process with exit code 1',
  );
}

/** The shutdown that takes care of these servers, if it does of all of them. */
function knownFor(servers: readonly Server[]): GracefulShutdown | undefined {
  const known = new Set(servers.map((server) => caretakers().get(server)));
  if (known.size > 1)
    refuse(
      'gracefulShutdown',
      [...servers],
      'each server in one call of gracefulShutdown',
      'was given servers, some of which another call already handles:',
    );
  return [...known][0];
}
