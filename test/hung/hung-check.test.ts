import { expect, it } from 'vitest';
import { deferred, fakeHealth } from '../support/fake-health.ts';

const PROBES = 10_000;
const TARGETS = ['/readyz', '/livez', '/readyz?verbose', '/readyz/hung', '/readyz?exclude=hung', '/readyz?format=json'];

it(`a check that never settles, probed ${PROBES.toLocaleString('en')} times: one run, nobody else harmed, and recovery`, async () => {
  const { promise, resolve } = deferred();
  let pending = 0;
  let most = 0;
  let begun = 0;
  let others = 0;
  let aborted = 0;
  async function run({ signal }: { signal: AbortSignal }) {
    begun += 1;
    pending += 1;
    most = Math.max(most, pending);
    signal.addEventListener('abort', () => (aborted += 1), { once: true });
    await promise;
    pending -= 1;
  }
  const { clock, health, ask } = fakeHealth({
    concurrency: 1,
    checks: [
      { name: 'hung', run },
      { name: 'other', run: () => void others++ },
      { name: 'alive', probes: 'liveness', run: () => true },
    ],
  });
  const expectAt = (now: string, line: string) =>
    expect(ask('/readyz'), now).toBe(`503 ${line}\n[+]other ok\nreadyz check failed\n`);

  void health.start();
  for (let probe = 1; probe <= PROBES; probe += 1) {
    const target = TARGETS[probe % TARGETS.length] ?? '/readyz';
    expect(ask(target)).toMatch(/^(?:200|503) ./);
    if (probe % 100 === 0) await clock.advance(1_000);
    if (clock.now() === 2_000) expectAt('at its time-out', '[-]hung failed: reason withheld');
    if (clock.now() === 28_000) expectAt('before it is stale', '[-]hung failed: reason withheld');
    // Its last result is the time-out, at 2 s; staleAfterMs is 27 s.
    if (clock.now() === 29_000) expectAt('when it is stale', '[-]hung unknown: reason withheld');
    if (clock.now() > 2_000) expect(ask('/readyz?exclude=hung')).toBe('200 ok');
    expect(ask('/livez')).toBe(clock.now() < 2_000 ? '200 ok' : '200 ok');
  }
  expect({ begun, pending, most, aborted }).toEqual({ begun: 1, pending: 1, most: 1, aborted: 1 });
  // 100 s: the other ran once per period all the while.
  expect(others).toBeGreaterThanOrEqual(9);
  expectAt('at the end', '[-]hung unknown: reason withheld');

  resolve();
  await clock.settle();
  expect(ask('/readyz')).toBe('200 ok');
  expect({ begun, pending, most }).toEqual({ begun: 2, pending: 0, most: 1 });
  await health.stop();
  expect(clock.timers).toBe(0);
});
