import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS } from '../../../../test/support/properties.ts';
import {
  createRolloutSimulation,
  createRolloutState,
  isComplete,
  limitsOf,
  nextAt,
  type RolloutState,
  readRollout,
  stepRollout,
} from '../../src/rollout.ts';

const amount = fc.oneof(fc.nat(3), fc.constantFrom('0%', '10%', '25%', '50%', '100%'));
const boot = fc.record({
  listenAfterMs: fc.nat(6000),
  routes: fc.constant({ '/readyz': [200] }),
  sigterm: fc.oneof(fc.constant('ignore' as const), fc.record({ exitAfterMs: fc.nat(4000) })),
});
const spec = fc.record({
  kind: fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet'),
  replicas: fc.integer({ min: 1, max: 6 }),
  surge: amount,
  unavailable: amount,
  minReadySeconds: fc.nat(4),
  periodSeconds: fc.integer({ min: 1, max: 3 }),
  boot,
  /** Another template in the middle, the first one again, or neither. */
  next: fc.constantFrom('', 'another', 'rollback'),
  nextAfter: fc.nat(20),
});
type Spec = (typeof spec extends fc.Arbitrary<infer T> ? T : never) & { replicas: number };

const zero = (one: number | string) => one === 0 || one === '0%';

function manifest(given: Spec, version: number) {
  const { kind, replicas, boot: script, minReadySeconds, periodSeconds } = given;
  const daemon = kind === 'DaemonSet';
  // A DaemonSet has one or the other; nothing may stand still.
  const maxSurge = daemon ? (zero(given.unavailable) ? given.surge : 0) : given.surge;
  const maxUnavailable = zero(maxSurge) && zero(given.unavailable) ? 1 : given.unavailable;
  const rollingUpdate = kind === 'StatefulSet' ? {} : { maxSurge, maxUnavailable };
  const labels = { app: 'web' };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'web' },
    spec: {
      ...(daemon ? {} : { replicas }),
      ...(kind === 'StatefulSet' ? { serviceName: 'web' } : {}),
      minReadySeconds,
      [kind === 'Deployment' ? 'strategy' : 'updateStrategy']: { type: 'RollingUpdate', rollingUpdate },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 5,
          containers: [
            {
              name: 'app',
              image: 'app',
              env: [
                { name: 'VERSION', value: String(version) },
                { name: 'SCRIPT', value: JSON.stringify({ boots: [script] }) },
              ],
              readinessProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds },
            },
          ],
        },
      },
    },
  };
}

const read = (given: Spec, version: number) => readRollout([manifest(given, version)], { nodes: given.replicas });

/** Plays a new template, and what comes in the middle of it, until nothing is left to do. */
function play(given: Spec, look: (state: RolloutState) => void) {
  const simulation = createRolloutSimulation(read(given, 1));
  const apply = (version: number) => simulation.send({ kind: 'apply', workload: read(given, version).workload });
  simulation.subscribe({ record: () => look(simulation.state()) });
  apply(2);
  if (given.next !== '')
    simulation.clock.at(simulation.startedAt + given.nextAfter * 1000, () => apply(given.next === 'another' ? 3 : 1));
  simulation.runFor(given.next === '' ? 1 : given.nextAfter + 1);
  for (let seconds = 0; seconds < 300 && !isComplete(simulation.state()); seconds++) simulation.runFor(1);
  return simulation;
}

describe('what a rollout promises', () => {
  it('is kept: never fewer ready than promised, never more Pods than the surge allows, and the rollout ends', () => {
    fc.assert(
      fc.property(spec, (given) => {
        const { workload } = read(given, 1);
        const { surge, unavailable } = limitsOf(workload);
        const away = given.kind === 'StatefulSet' ? 1 : unavailable;
        const simulation = play(given, ({ members }) => {
          const staying = members.filter((one) => !one.deleted);
          expect(staying.length).toBeLessThanOrEqual(workload.replicas + surge);
          expect(staying.filter((one) => one.shown.ready).length).toBeGreaterThanOrEqual(workload.replicas - away);
        });
        const { members, status, current } = simulation.state();
        expect(simulation.settled).toBe(true);
        const revisions = members.filter((one) => !one.deleted).map((one) => one.revision);
        expect(revisions).toEqual(Array.from({ length: workload.replicas }, () => current));
        expect(status.availableReplicas).toBe(workload.replicas);
      }),
      { numRuns: Math.ceil(RUNS / 5) }, // each plays some minutes of a dozen Pods
    );
  });

  it('holds for a state that was stored as JSON in between: a step is pure', () => {
    fc.assert(
      fc.property(spec, fc.nat(3000), (given, ms) => {
        const start = createRolloutState({ ...read(given, 1), now: 0 });
        const { state } = stepRollout(start, { kind: 'time' }, ms);
        const stored: RolloutState = JSON.parse(JSON.stringify(state));
        const at = nextAt(state) ?? ms;
        const before = JSON.stringify(state);
        const [ours, theirs] = [state, stored].map((one) => stepRollout(one, { kind: 'time' }, at));
        expect(JSON.parse(JSON.stringify(theirs))).toEqual(JSON.parse(JSON.stringify(ours)));
        expect(JSON.stringify(state)).toBe(before);
      }),
    );
  });
});
