import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../src/clock.ts';
import { drivePod, type World } from '../../src/driver.ts';
import { parsePod } from '../../src/manifest/parse.ts';

/** An hour takes under 100 ms because little is done for it: that is counted here, since a busy machine says nothing about speed. */
describe('an hour of a Pod’s life', () => {
  it('takes one attempt per period and no more than a few wake-ups per attempt', () => {
    const probe = (path: string) => ({ httpGet: { path, port: 8080 }, periodSeconds: 10 });
    const containers = [{ name: 'app', image: 'x', livenessProbe: probe('/livez'), readinessProbe: probe('/readyz') }];
    const pod = parsePod({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers } });
    const clock = createVirtualClock();
    let attempts = 0;
    let wakeUps = 0;
    const world: World = {
      perform(request, respond) {
        if (request.kind === 'start')
          clock.at(clock.now() + 1, () => respond({ kind: 'started', instance: request.instance }));
        if (request.kind !== 'attempt') return;
        attempts++;
        clock.at(clock.now() + 1, () =>
          respond({ kind: 'attempted', attempt: request.attempt, outcome: { result: 'success', output: '' } }),
        );
      },
    };
    const counted = {
      now: clock.now,
      at: (time: number, callback: () => void) =>
        clock.at(time, () => {
          wakeUps++;
          callback();
        }),
    };
    let records = 0;
    drivePod({ pod, clock: counted, world, onRecord: () => records++ });
    clock.advanceTo(3_600_000);
    expect(attempts).toBeGreaterThanOrEqual(719);
    expect(attempts).toBeLessThanOrEqual(722);
    expect(wakeUps).toBeLessThan(2 * attempts);
    expect(records).toBeLessThan(attempts + 20);
  });
});
