import { expect, it } from 'vitest';
import { didYouMean } from '../src/did-you-mean.ts';
import { BASE_KEYS, POLL_KEYS } from '../src/options.ts';

const CHECK = ['name', 'run', 'attach', ...BASE_KEYS, ...POLL_KEYS, 'staleStatus'];
const PORT = ['port', 'host', 'isolated', 'stall', 'worker', 'logger', 'paths', 'prefix', 'failureStatus', 'token'];
const SHUTDOWN = ['health', 'delayMs', 'drainTimeoutMs', 'deadlineMs', 'signals', 'onDrain', 'onClose', 'logger'];

it.each([
  // Case, unit, plural
  [CHECK, 'periodms', 'periodMs'],
  [CHECK, 'PeriodMs', 'periodMs'],
  [CHECK, 'period', 'periodMs'],
  [CHECK, 'period_ms', 'periodMs'],
  [CHECK, 'probe', 'probes'],
  // Slips of the pen
  [CHECK, 'timeotMs', 'timeoutMs'],
  [CHECK, 'jiter', 'jitter'],
  [CHECK, 'critcal', 'critical'],
  [CHECK, 'failureTreshold', 'failureThreshold'],
  [CHECK, 'recehckMs', 'recheckMs'],
  [PORT, 'prot', 'port'],
  [SHUTDOWN, 'onDrian', 'onDrain'],
  // What other libraries say
  [CHECK, 'interval', 'periodMs'],
  [CHECK, 'intervalMs', 'periodMs'],
  [CHECK, 'timeout', 'timeoutMs'],
  [CHECK, 'timeoutSeconds', 'timeoutMs'],
  [CHECK, 'retries', 'failureThreshold'],
  [CHECK, 'check', 'run'],
  [CHECK, 'ttl', 'staleAfterMs'],
  [PORT, 'hostname', 'host'],
  [SHUTDOWN, 'timeout', 'drainTimeoutMs'],
  [SHUTDOWN, 'onSignal', 'onClose'],
  [SHUTDOWN, 'beforeShutdown', 'onDrain'],
  [SHUTDOWN, 'forceExitTimeout', 'deadlineMs'],
  // Neither
  [CHECK, 'banana', undefined],
  [CHECK, 'pool', undefined],
  [PORT, 'interval', undefined],
  [PORT, '__proto__', undefined],
  [PORT, 'constructor', undefined],
  [PORT, 'x'.repeat(1_000_000), undefined],
])('of %j, %s is %s', (known, name, meant) => {
  expect(didYouMean(name, known)).toBe(meant);
});
