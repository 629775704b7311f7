import { holdWhileAwaited } from './awaited.ts';
import { systemClock } from './clock.ts';
import { createDriver } from './driver.ts';
import { createListeners } from './events.ts';
import { createHealthLog } from './log.ts';
import { validateHealthOptions } from './options.ts';
import { remindOfReadiness } from './reminder.ts';
import { createRunWrappers } from './run-wrappers.ts';
import type { Health, HealthOptions, RunEvent, ServiceInfo, Snapshot } from './types.ts';
import { waitFor } from './wait.ts';

/**
 * The registry of checks and the source of every probe's answer. Nothing runs before `start()`.
 * @throws `ProbezError` with `INVALID_OPTION`, `INVALID_CHECK` or `DUPLICATE_CHECK` if an option or a check is wrong
 */
export function createHealth(options: HealthOptions = {}): Health {
  validateHealthOptions(options);
  const { clock = systemClock, logger = console, checks = [], expected, defaults, concurrency } = options;
  const log = createHealthLog(logger);
  const wrappers = createRunWrappers();
  const runs = createListeners<RunEvent>();
  const driver = createDriver({
    clock,
    info: serviceInfo(options),
    expected,
    defaults,
    concurrency,
    wrap: wrappers.wrap,
    onRun: runs.emit,
  });
  const { ledger, view, teller } = driver;
  teller.subscribe(log.event);

  const health: Health = {
    ...view,
    clock,
    get phase() {
      return ledger.life.phase;
    },
    get draining() {
      return ledger.life.draining !== null;
    },
    register: driver.register,
    start: driver.start,
    stop: driver.stop,
    drain: driver.drain,
    refresh: () =>
      holdWhileAwaited(
        clock,
        driver.refresh().then(() => health.snapshot()),
      ),
    subscribe: teller.subscribe,
    subscribeRuns: runs.add,
    wrapRuns: wrappers.add,
    snapshot(): Snapshot {
      const facts = ledger.facts();
      Object.freeze(facts.checks);
      return { ...facts, at: clock.now(), time: clock.time(), info: view.info };
    },
    waitFor: (probe, waitOptions) => waitFor(health, teller.onJudged, probe, waitOptions),
    probed() {
      if (ledger.life.phase === 'idle') log.notStarted();
    },
  };
  if (logger !== false) remindOfReadiness(health, logger, teller);
  for (const check of checks) health.register(check);
  return health;
}

/** Only what was given: JSON answers leave out the rest. */
function serviceInfo({ version, releaseId, serviceId, description }: HealthOptions): ServiceInfo {
  return Object.freeze({
    ...(version === undefined ? {} : { version }),
    ...(releaseId === undefined ? {} : { releaseId }),
    ...(serviceId === undefined ? {} : { serviceId }),
    ...(description === undefined ? {} : { description }),
  });
}
