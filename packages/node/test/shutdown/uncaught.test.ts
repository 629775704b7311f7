import { afterEach, describe, expect, it, vi } from 'vitest';
import { onUncaught } from '../../src/shutdown/uncaught.ts';

afterEach(() => void vi.unstubAllGlobals());

describe('who hears of what nobody has caught', () => {
  const counts = () => ['uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event));

  it.each([
    // There a rejection is such an exception, unless somebody listens for rejections.
    ['Node and Deno', {}, [1, 0]],
    ['Bun', { Bun: {} }, [1, 1]],
  ])('in %s listens for as little as it can, and no longer', (_where, globals, more) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
    const before = counts();
    const off = onUncaught(() => {});
    expect(counts().map((count, index) => count - (before[index] ?? 0))).toEqual(more);
    off();
    expect(counts()).toEqual(before);
  });
});
