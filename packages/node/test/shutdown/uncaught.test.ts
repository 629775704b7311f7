import { afterEach, describe, expect, it, vi } from 'vitest';
import { createUncaughtLines, onUncaught } from '../../src/shutdown/uncaught.ts';

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

describe('what nobody has caught', () => {
  const shown = (texts: readonly string[]) => {
    const lines = createUncaughtLines();
    return [...texts.map(lines.lineOf).filter((line) => line !== undefined), lines.rest()];
  };
  const different = Array.from({ length: 12 }, (_, index) => `bug ${index}`);
  it.each([
    ['once', ['a'], ['a', undefined]],
    ['different ones', ['a', 'b'], ['a', 'b', undefined]],
    ['the same one again', ['a', 'b', 'a'], ['a', 'b', 'and 1 more uncaught exception']],
    ['again and again', Array(800).fill('a'), ['a', 'and 799 more uncaught exceptions']],
    ['many different ones', different, [...different.slice(0, 10), 'and 2 more uncaught exceptions']],
  ])('is shown once, and counted: %s', (_what, texts, expected) => {
    expect(shown(texts)).toEqual(expected);
  });
});
