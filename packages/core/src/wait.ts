import { ProbezError } from './errors.ts';
import { PROBE_NAMES, PROBES } from './options.ts';
import { quote } from './quote.ts';
import type { Health, ProbeName, WaitOptions } from './types.ts';
import { knownKeys, milliseconds, refuse } from './validate.ts';

/**
 * Resolves when the probe passes; rejects when the signal aborts, the deadline is over, or the service goes away. Keeps the
 * process alive meanwhile. Leaves no listener behind.
 */
export async function waitFor(
  health: Health,
  onJudged: (listener: () => void) => () => void,
  probe: ProbeName,
  options: WaitOptions = {},
): Promise<void> {
  knownKeys('waitFor', options, ['signal', 'deadlineMs']);
  const { signal, deadlineMs } = options;
  if (!PROBES.includes(probe))
    throw new ProbezError('INVALID_OPTION', `waitFor was given ${quote(probe)}; allowed: ${PROBE_NAMES}`);
  if (deadlineMs !== undefined) milliseconds('deadlineMs of waitFor', deadlineMs);
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function')
    refuse('signal of waitFor', signal, 'an AbortSignal');
  signal?.throwIfAborted();
  if (health.verdict(probe).ok) return;
  const gone = goingAway(health, probe);
  if (gone !== undefined) throw gone;

  await new Promise<void>((resolve, reject) => {
    const release = health.clock.hold?.();
    const finish = (settle: () => void): void => {
      unsubscribe();
      cancelTimer?.();
      release?.();
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    const onAbort = (): void => finish(() => reject(signal?.reason));
    const unsubscribe = onJudged(() => {
      if (health.verdict(probe).ok) return finish(resolve);
      const error = goingAway(health, probe);
      if (error !== undefined) finish(() => reject(error));
    });
    const cancelTimer =
      deadlineMs === undefined
        ? undefined
        : health.clock.setTimer(deadlineMs, () =>
            finish(() =>
              reject(
                new ProbezError(
                  'WAIT_TIMEOUT',
                  `${probe} did not pass within ${deadlineMs} ms: ${troubles(health, probe)}`,
                ),
              ),
            ),
          );
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** The error for a wait that cannot succeed any more: draining is for good, and a stopped health changes no verdict. */
function goingAway(health: Health, probe: ProbeName): ProbezError | undefined {
  if (probe === 'readiness' && health.draining) {
    const reason = health.snapshot().draining?.reason ?? '';
    return new ProbezError('SHUTDOWN', `readiness cannot pass any more: draining: ${reason}`);
  }
  if (health.phase !== 'stopped') return undefined;
  return new ProbezError('SHUTDOWN', `${probe} did not pass before health was stopped: ${troubles(health, probe)}`);
}

function troubles(health: Health, probe: ProbeName): string {
  const lines = health.evaluate(probe).lines.filter((line) => line.status !== 'pass');
  return lines.map((line) => `${line.name}: ${line.reason ?? line.status}`).join('; ');
}
