import { type KubeletRecord, proberTiming } from '@probez/kubelet';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RUNS } from '../../../../test/support/properties.ts';
import { buildModel, type Pod } from '../../src/lint/model.ts';
import { preStopSeconds } from '../../src/lint/prestop.ts';
import { detectBest, detectWorst, slowestStart, startupBudget, startupWorst } from '../../src/lint/probe.ts';
import { parse } from '../../src/lint/source.ts';
import { play } from '../../src/lint/timeline.ts';
import { podWith } from './pods.ts';

/** The sums of the rules against the simulator: random Pods, with timeouts above their periods, too. */

const timing = proberTiming;
const slack = 0.02;
/** The simulator's times are whole milliseconds; sums of seconds are not. */
const ms = (seconds: number): number => Math.round(seconds * 1000);

function podOf(container: object, spec: object = {}): Pod {
  const [pod] = buildModel(parse({ name: 'f.yaml', text: podWith(container, spec) }).sources).pods;
  if (pod === undefined) throw new Error('no Pod');
  return pod;
}

const numbers = (most: { readonly period: number; readonly timeout: number }) =>
  fc.record({
    periodSeconds: fc.integer({ min: 1, max: most.period }),
    timeoutSeconds: fc.integer({ min: 1, max: most.timeout }),
    failureThreshold: fc.integer({ min: 1, max: 5 }),
    initialDelaySeconds: fc.integer({ min: 0, max: 9 }),
  });
const probe = numbers({ period: 12, timeout: 15 });
const as = fc.constantFrom('hang' as const, 500 as const);
const starting = fc.constantFrom('refused' as const, 'hang' as const);
const get = (path: string) => ({ httpGet: { path, port: 8080 } });

/** Seconds at which it first happened after a time. */
function first(
  records: readonly KubeletRecord[],
  after: number,
  is: (record: KubeletRecord) => boolean,
): number | undefined {
  const found = records.find((record) => record.at >= after * 1000 && is(record));
  return found === undefined ? undefined : found.at / 1000;
}
const unready = (record: KubeletRecord) =>
  record.kind === 'result' && record.probe === 'readiness' && record.result === 'failure';
const killing = (record: KubeletRecord) => record.kind === 'container' && record.event === 'killing';
const sigterm = (record: KubeletRecord) => record.kind === 'container' && record.event === 'sigterm';
const sigkill = (record: KubeletRecord) => record.kind === 'container' && record.event === 'sigkill';

test('L9: readiness is out by its worst, and liveness kills no sooner than at its best', () => {
  let nearest = 0;
  let soonest = Number.POSITIVE_INFINITY;
  fc.assert(
    fc.property(probe, probe, fc.double({ min: 0, max: 30, noNaN: true }), as, (liveness, readiness, phase, how) => {
      const pod = podOf({
        livenessProbe: { ...get('/h'), ...liveness },
        readinessProbe: { ...get('/h'), ...readiness },
      });
      const { liveness: l, readiness: r } = pod.all[0] ?? {};
      if (l === undefined || r === undefined) throw new Error('no probes');
      const at = 40 + phase;
      const seconds = at + Math.max(detectWorst(l), detectWorst(r)) + 5;
      const records = play(pod, 'api', { startSeconds: 0.1, fails: { at, as: how }, seconds, timing });
      const out = first(records, at, unready);
      const killed = first(records, at, killing);
      // A container that is killed first is taken out by that.
      if (out === undefined || killed === undefined || killed > out) {
        expect(ms((out ?? Number.POSITIVE_INFINITY) - at)).toBeLessThanOrEqual(ms(detectWorst(r) + slack));
        nearest = Math.max(nearest, ((out ?? 0) - at) / detectWorst(r));
      }
      expect(ms((killed ?? 0) - at)).toBeGreaterThanOrEqual(ms(detectBest(l) - slack));
      expect(ms((killed ?? Number.POSITIVE_INFINITY) - at)).toBeLessThanOrEqual(ms(detectWorst(l) + slack));
      soonest = Math.min(soonest, (killed ?? 0) - at - detectBest(l));
    }),
  );
  // The bounds are no looser than they have to be.
  expect(nearest).toBeGreaterThan(0.95);
  expect(soonest).toBeLessThan(0.5);
}, 300_000);

test('L15: a hanging container is dead by detection and grace, whatever its hook takes', () => {
  let nearest = 0;
  const grace = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(
      probe,
      grace,
      fc.integer({ min: 0, max: 40 }),
      fc.double({ min: 0, max: 30, noNaN: true }),
      (liveness, graceSeconds, sleep, phase) => {
        const hook = sleep === 0 ? {} : { lifecycle: { preStop: { exec: { command: ['sleep', String(sleep)] } } } };
        const pod = podOf(
          { livenessProbe: { ...get('/l'), ...liveness }, ...hook },
          { terminationGracePeriodSeconds: graceSeconds },
        );
        const [container] = pod.all;
        if (container?.liveness === undefined) throw new Error('no probe');
        const at = 40 + phase;
        const stopping = Math.max(graceSeconds, Math.min(preStopSeconds(container), graceSeconds) + 2);
        const seconds = at + detectWorst(container.liveness) + stopping + 5;
        const records = play(pod, 'api', { startSeconds: 0.1, fails: { at, as: 'hang' }, seconds, timing });
        const dead = (first(records, at, sigkill) ?? Number.POSITIVE_INFINITY) - at;
        expect(ms(dead)).toBeLessThanOrEqual(ms(detectWorst(container.liveness) + stopping + slack));
        nearest = Math.max(nearest, dead / (detectWorst(container.liveness) + stopping));
      },
    ),
  );
  expect(nearest).toBeGreaterThan(0.95);
}, 300_000);

test('L10: a start within the budget is never cut short, and L32: none lasts longer than its worst', () => {
  let nearest = 0;
  fc.assert(
    fc.property(
      probe,
      starting,
      fc.constantFrom('startupProbe', 'livenessProbe'),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (given, starting, field, share) => {
        const pod = podOf({ [field]: { ...get('/s'), ...given } });
        const [container] = pod.all;
        const own = container?.startup ?? container?.liveness;
        if (own === undefined) throw new Error('no probe');
        const budget = startupBudget(own);
        const within = play(pod, 'api', {
          // The delay counts from the whole second in which the container has started: here that is 0.02 s lost.
          startSeconds: Math.max(0.05, (budget - 0.03) * share),
          starting,
          seconds: budget + 100,
          timing,
        });
        expect(first(within, 0, killing)).toBeUndefined();
        const never = play(pod, 'api', { startSeconds: 10_000, starting, seconds: startupWorst(own) + 100, timing });
        const killed = first(never, 0, killing) ?? Number.POSITIVE_INFINITY;
        expect(ms(killed)).toBeLessThanOrEqual(ms(startupWorst(own) + slack));
        nearest = Math.max(nearest, killed / startupWorst(own));
      },
    ),
  );
  expect(nearest).toBeGreaterThan(0.95);
}, 300_000);

test('L16: what is left of the grace period behind the hook, and 2 s at least', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 70 }), (graceSeconds, sleep) => {
      const hook = { lifecycle: { preStop: { exec: { command: ['sleep', String(sleep)] } } } };
      const pod = podOf(hook, { terminationGracePeriodSeconds: graceSeconds });
      const records = play(pod, 'api', { startSeconds: 0.1, deleteAt: 20, seconds: 90, timing });
      const [asked, over] = [first(records, 0, sigterm) ?? 0, first(records, 0, sigkill) ?? 0];
      expect(ms(over - asked)).toBeGreaterThan(ms(Math.max(2, graceSeconds - sleep) - slack));
      expect(ms(over - asked)).toBeLessThan(ms(Math.max(2, graceSeconds - sleep) + slack));
    }),
  );
}, 300_000);

test('L32: sidecars one after the other, then the main containers side by side', () => {
  let whole = 0;
  fc.assert(
    fc.property(
      fc.array(numbers({ period: 6, timeout: 8 }), { maxLength: 2 }),
      fc.array(numbers({ period: 6, timeout: 8 }), { minLength: 1, maxLength: 2 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      starting,
      (before, main, share, starting) => {
        const one = (name: string, given: object, more: object = {}) => ({
          name,
          image: 'i',
          startupProbe: { ...get('/s'), ...given },
          ...more,
        });
        const [head, ...rest] = main.map((given, index) => one(`m${index}`, given));
        const text = podWith(
          {},
          {
            initContainers: before.map((given, index) => one(`s${index}`, given, { restartPolicy: 'Always' })),
          },
        );
        const manifest = JSON.parse(text);
        manifest.spec.containers = [head, ...rest];
        const [pod] = buildModel(parse({ name: 'f.yaml', text: JSON.stringify(manifest) }).sources).pods;
        if (pod === undefined) throw new Error('no Pod');
        const { seconds } = slowestStart(pod);
        const startSeconds = 0.1 + seconds * share;
        const records = play(pod, 'm0', { startSeconds, starting, seconds: seconds + 20, timing });
        const started = records.flatMap((record) =>
          record.kind === 'result' && record.probe === 'startup' && record.result === 'success' ? record.at / 1000 : [],
        );
        // Some starts are cut short: the others are over in time.
        const killed = first(records, 0, killing) !== undefined;
        if (!killed) expect(started).toHaveLength(before.length + main.length);
        if (!killed) expect(ms(Math.max(...started))).toBeLessThanOrEqual(ms(seconds + slack));
        whole += killed ? 0 : 1;
      },
    ),
  );
  expect(whole).toBeGreaterThan(RUNS / 10);
}, 300_000);
