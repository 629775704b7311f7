// @ts-nocheck
import { expect, it } from 'vitest';
import { createHandler } from '../src/index.ts';
import { createSnapshotView } from '../src/snapshot-view.ts';
import { fakeHealth, scripted } from './support.ts';

it('a snapshot elsewhere answers as live health does, and turns stale by itself', async () => {
  const { clock, health } = fakeHealth({ checks: [scripted('a'), scripted('b', false)], version: '7' });
  await health.start();
  let now = clock.now();
  const view = createSnapshotView(structuredClone(health.snapshot()), { now: () => now });
  const answers = (source: Parameters<typeof createHandler>[0]) =>
    ['/livez', '/readyz', '/readyz?format=json', '/startupz?verbose', '/readyz/b'].map((url) =>
      createHandler(source)({ method: 'GET', url, headers: {} }),
    );
  expect(answers(view)).toEqual(answers(health));
  now += 27_000;
  expect(createHandler(view)({ method: 'GET', url: '/readyz', headers: {} })?.body).toBe(
    '[-]a unknown: reason withheld\n[-]b unknown: reason withheld\nreadyz check failed\n',
  );
  health.drain();
  view.update(structuredClone(health.snapshot()));
  now = clock.now();
  expect(answers(view)).toEqual(answers(health));
});
