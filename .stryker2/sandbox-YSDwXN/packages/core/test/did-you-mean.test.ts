// @ts-nocheck
import fc from 'fast-check';
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
  [['initialDelayMs', 'delayMs'], 'delay', 'delayMs'],
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

/** By its definition: the fewest edits from one word to another, a swap of neighbours being one. */
function edits(a: string, b: string, known = new Map<string, number>()): number {
  if (a === '' || b === '') return a.length + b.length;
  const key = `${a} ${b}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const [restA, restB] = [a.slice(1), b.slice(1)];
  const ways = [
    edits(restA, b, known) + 1,
    edits(a, restB, known) + 1,
    edits(restA, restB, known) + (a[0] === b[0] ? 0 : 1),
  ];
  if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0])
    ways.push(edits(a.slice(2), b.slice(2), known) + 1);
  const least = Math.min(...ways);
  known.set(key, least);
  return least;
}

it('the nearest is meant, the first of several, at most a quarter of the letters away, or one', () => {
  // Letters that end no plural and no unit, and of which no other library makes a name.
  const word = fc.string({ unit: fc.constantFrom('x', 'y', 'z'), minLength: 1, maxLength: 5 });
  const long = fc.tuple(fc.constantFrom('qqqqqqq', 'qqqqq', ''), word).map((parts) => parts.join(''));
  fc.assert(
    fc.property(long, fc.array(long, { minLength: 1, maxLength: 4 }), (name, known) => {
      const near = known.map((each) => [edits(name, each), each] as const);
      const least = Math.min(...near.map(([distance]) => distance));
      const allowed = Math.max(1, Math.floor(name.length / 4));
      const meant = least <= allowed ? near.find(([distance]) => distance === least)?.[1] : undefined;
      expect(didYouMean(name, known)).toBe(meant);
    }),
    { numRuns: 300 },
  );
}, 120_000);
