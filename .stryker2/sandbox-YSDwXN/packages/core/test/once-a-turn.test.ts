// @ts-nocheck
import { describe, expect, it, vi } from 'vitest';
import { createTurn } from '../src/turn.ts';

describe('what is done once a turn', () => {
  it('is done in a microtask, however much was noted', async () => {
    const settle = vi.fn();
    const queued = vi.spyOn(Promise, 'resolve');
    const turn = createTurn(settle);
    for (let note = 0; note < 3; note += 1) turn.note();
    const microtasks = queued.mock.calls.length;
    queued.mockRestore();
    expect([settle.mock.calls.length, microtasks]).toEqual([0, 1]);
    await undefined;
    expect(settle).toHaveBeenCalledTimes(1);
    turn.note();
    await undefined;
    expect(settle).toHaveBeenCalledTimes(2);
  });

  it('is not done where nothing was noted', async () => {
    const settle = vi.fn();
    createTurn(settle).end();
    await undefined;
    expect(settle).not.toHaveBeenCalled();
  });

  it('is done at once where somebody cannot wait, and not again', async () => {
    const settle = vi.fn();
    const turn = createTurn(settle);
    turn.note();
    turn.end();
    expect(settle).toHaveBeenCalledTimes(1);
    turn.end();
    await undefined;
    expect(settle).toHaveBeenCalledTimes(1);
  });

  it('may make more: that is another turn', async () => {
    let left = 2;
    const settle = vi.fn(() => {
      left -= 1;
      if (left > 0) turn.note();
    });
    const turn = createTurn(settle);
    turn.note();
    turn.end();
    expect(settle).toHaveBeenCalledTimes(1);
    await undefined;
    await undefined;
    expect(settle).toHaveBeenCalledTimes(2);
  });
});
