import { createHealth, heartbeatCheck, manualCheck, type Snapshot } from '@probez/core';
import { createFakeClock } from '@probez/core/testing';
import { expect, test } from 'vitest';
import { createFeed } from '../../src/isolated/feed.ts';

async function fixture() {
  const clock = createFakeClock();
  const gate = manualCheck({ name: 'gate' });
  const extra = manualCheck({ name: 'extra', critical: false });
  const pulse = heartbeatCheck({ name: 'pulse', staleAfterMs: 10_000 });
  const health = createHealth({ logger: false, clock, checks: [gate, extra, pulse] });
  await health.start();
  const sent: Snapshot[] = [];
  const feed = createFeed(
    health,
    () => 7,
    ({ snapshot }) => sent.push(snapshot),
  );
  feed.take();
  return { clock, gate, extra, pulse, health, feed, sent };
}

test('nothing has changed: nothing is sent', async () => {
  const { feed, sent } = await fixture();
  for (let beat = 0; beat < 10; beat += 1) feed.beat();
  expect(sent).toEqual([]);
});

test('what moves a probe is sent before anything else happens, once, and complete', async () => {
  const { gate, feed, sent } = await fixture();
  gate.fail('told to');
  expect(sent).toEqual([]);
  await Promise.resolve();
  expect(sent).toHaveLength(1);
  expect(sent[0]?.checks[0]).toMatchObject({ name: 'gate', status: 'fail', reason: 'told to' });
  feed.beat();
  expect(sent).toHaveLength(1);
});

test('a drain is sent on the spot, complete and once; a stop with the beat', async () => {
  const { health, feed, sent } = await fixture();
  health.drain('told to');
  expect(sent.at(-1)?.draining).toEqual({ reason: 'told to' });
  await Promise.resolve();
  expect(sent).toHaveLength(1);
  await health.stop();
  feed.beat();
  expect(sent.at(-1)?.phase).toBe('stopped');
});

test('a result that moves nothing waits for the beat, and takes its new end of life along', async () => {
  const { clock, pulse, feed, sent } = await fixture();
  await clock.advance(1_000);
  pulse.beat();
  await Promise.resolve();
  expect(sent).toEqual([]);
  feed.beat();
  expect(sent[0]?.checks[2]?.validUntil).toBe(11_000);
});

test.each([
  ['move no probe', 4],
  ['move a probe', 20],
])('many changes that %s are few messages, and the last is there with the beat', async (what, most) => {
  const { gate, extra, feed, sent } = await fixture();
  // Where one check fails already, the other changes no verdict.
  if (what === 'move no probe') gate.fail();
  await Promise.resolve();
  feed.beat();
  sent.length = 0;
  for (let change = 0; change < 50; change += 1) {
    extra.fail(`reason ${change}`);
    await Promise.resolve();
    extra.pass();
    await Promise.resolve();
  }
  extra.fail('the last');
  await Promise.resolve();
  expect(sent).toHaveLength(most);
  feed.beat();
  expect(sent).toHaveLength(most + 1);
  expect(sent.at(-1)?.checks[1]?.reason).toBe('the last');
});

test('a check that comes or goes is sent with the next beat', async () => {
  const { health, feed, sent } = await fixture();
  const remove = health.register(manualCheck({ name: 'late' }));
  feed.beat();
  expect(sent.at(-1)?.checks.map(({ name }) => name)).toEqual(['gate', 'extra', 'pulse', 'late']);
  remove();
  feed.beat();
  expect(sent.at(-1)?.checks.map(({ name }) => name)).toEqual(['gate', 'extra', 'pulse']);
});

test('closed, nothing is sent any more', async () => {
  const { gate, feed, sent } = await fixture();
  feed.close();
  gate.fail();
  await Promise.resolve();
  expect(sent).toEqual([]);
});
