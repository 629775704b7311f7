import { expect, it } from 'vitest';
import { deafThread } from '../../src/shutdown/thread.ts';

it.each<[string, boolean, readonly string[], boolean]>([
  ['in a worker thread', false, ['SIGTERM'], true],
  ['in one that waits for no signal', false, [], false],
  ['in the main thread', true, ['SIGTERM'], false],
])('says that no signal comes %s: %s', (_where, isMainThread, signals, said) => {
  expect(deafThread(isMainThread, signals) !== undefined).toBe(said);
});
