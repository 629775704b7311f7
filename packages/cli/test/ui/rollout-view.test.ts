import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { happening, rolloutAt, spanOfRollout } from '../../ui/rollout-view.js';
import { wordsFor } from '../../ui/words.js';
import { rolloutOf } from './rollouts.ts';

/** Its Pods are gone before the clients have heard of it. */
const hasty = rolloutOf();
const stuck = rolloutOf({ next: { routes: { '/readyz': [503] } }, seconds: 40 });
const crashing = rolloutOf({ next: { exitAfterMs: 1_000, exitCode: 3 }, seconds: 60 });
const stateful = rolloutOf({ kind: 'StatefulSet' });
const all = { hasty, stuck, crashing, stateful };

it('at first all old Pods are ready; in the end all new ones, and the old ones are gone', () => {
  const first = rolloutAt(hasty, 1);
  expect(first).toMatchObject({ name: 'deployment/web', ready: 3, replicas: 3, lost: 0, state: { say: 'rolling' } });
  expect(first.lanes.map(({ name, isNew, standing }) => [name, isNew, standing])).toEqual([
    ...[1, 2, 3].map((index) => [`web-1-${index}`, false, 'ready']),
    ['web-2-1', true, 'starting'],
  ]);
  const last = rolloutAt(hasty, spanOfRollout(hasty)[1]);
  expect(last).toMatchObject({ ready: 3, pods: 3, lost: hasty.requests?.lost, state: { say: 'rolled' }, why: '' });
  expect(last.lanes.map(({ isNew, standing }) => `${isNew} ${standing}`)).toEqual([
    ...Array.from({ length: 3 }, () => 'false gone'),
    ...Array.from({ length: 3 }, () => 'true ready'),
  ]);
});

it('a lane goes on without a gap, through starting, ready and going', () => {
  const { lanes } = rolloutAt(hasty, spanOfRollout(hasty)[1]);
  for (const { name, stretches } of lanes) {
    for (const [index, { from, to }] of stretches.entries()) {
      expect(to, name).toBeGreaterThan(from);
      if (index > 0) expect(from, name).toBe(stretches[index - 1]?.to);
    }
  }
  expect(lanes.find(({ name }) => name === 'web-1-1')?.stretches.map(({ standing }) => standing)).toEqual([
    'ready',
    'going',
  ]);
  expect(lanes.find(({ name }) => name === 'web-2-1')?.stretches.map(({ standing }) => standing)).toEqual([
    'starting',
    'ready',
  ]);
});

it('its sentences are those of the report, with the same arithmetic', () => {
  expect(hasty.requests?.losses.length).toBeGreaterThan(0);
  for (const report of Object.values(all)) {
    const { losses } = rolloutAt(report, spanOfRollout(report)[1]);
    const told = (report.requests?.losses ?? []).map(({ why }) => why);
    expect(losses.map((loss) => wordsFor('en').say[loss.say]?.(loss))).toEqual(told);
    for (const loss of losses) expect(wordsFor('zh').say[loss.say]?.(loss)).toContain(`${loss.count} 个`);
  }
});

it('has words of its own, in both languages, for every line of the timeline', () => {
  for (const { text } of Object.values(all).flatMap(({ timeline }) => timeline)) {
    const { say, ...values } = happening(text);
    expect(say, text).not.toBe('other');
    for (const language of ['en', 'zh'])
      expect(wordsFor(language).say[say]?.(values), text).not.toMatch(/undefined|terminated/);
  }
  expect(happening('web-1-1: terminated Completed 0')).toEqual({
    say: 'ended',
    pod: 'web-1-1',
    reason: 'Completed',
    code: '0',
  });
  expect(happening('something new')).toEqual({ say: 'other', text: 'something new' });
});

it('says of how many requests some were lost, up to the report’s own number', () => {
  const { sent = 0, lost = 0 } = hasty.requests ?? {};
  expect(rolloutAt(hasty, spanOfRollout(hasty)[1])).toMatchObject({ sent, lost });
  expect(rolloutAt(hasty, 5).sent).toBeLessThan(sent);
});

it('says why nothing moves, and what has become of a Pod that crashes', () => {
  expect(rolloutAt(stuck, 30)).toMatchObject({ state: { say: 'rolling' }, why: '' });
  expect(rolloutAt(stuck, 40)).toMatchObject({ state: { say: 'stalled' }, ready: 3 });
  expect(rolloutAt(stuck, 40).why).toContain('Readiness probe failed: HTTP probe failed with statuscode: 503');
  const lane = rolloutAt(crashing, 50).lanes.at(-1);
  expect(lane).toMatchObject({ isNew: true, standing: 'crashed', container: 'terminated:Error:3' });
  expect(lane?.restarts).toBeGreaterThan(0);
});

it('a StatefulSet’s Pods have a lane for each time that they are made', () => {
  const { lanes } = rolloutAt(stateful, spanOfRollout(stateful)[1]);
  expect(lanes.map(({ name, isNew }) => `${name} ${isNew}`)).toEqual([
    'web-0 false',
    'web-1 false',
    'web-2 false',
    'web-2 true',
    'web-1 true',
    'web-0 true',
  ]);
});

describe.each(Object.entries(all))('%s, at any moment', (_name, report) => {
  const [, end] = spanOfRollout(report);

  it('nothing of later is told, what was told stays, and every word is there in both languages', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: end, noNaN: true }),
        fc.double({ min: 0, max: end, noNaN: true }),
        (one, other) => {
          const [t, later] = [Math.min(one, other), Math.max(one, other)];
          const [view, next] = [rolloutAt(report, t), rolloutAt(report, later)];
          expect(rolloutAt(report, t)).toEqual(view);
          for (const { stretches } of view.lanes) for (const { to } of stretches) expect(to).toBeLessThanOrEqual(t);
          for (const { t: said } of [...view.said, ...view.losses]) expect(said).toBeLessThanOrEqual(t);
          for (const { to } of view.capacity) expect(to).toBeLessThanOrEqual(t);
          expect(next.said.slice(next.said.length - view.said.length)).toEqual(view.said);
          expect(next.lost).toBeGreaterThanOrEqual(view.lost);
          expect(next.leastReady).toBeLessThanOrEqual(view.leastReady);
          expect(next.lanes.length).toBeGreaterThanOrEqual(view.lanes.length);
          expect(view.ready).toBe(view.lanes.filter(({ standing }) => standing === 'ready').length);
          for (const tag of ['en', 'zh']) {
            const words = wordsFor(tag);
            expect(words.say[view.state.say]?.(view.state)).toMatch(/./);
            for (const { standing } of view.lanes) expect(words.standing[standing]).toMatch(/./);
          }
        },
      ),
    );
  });
});
