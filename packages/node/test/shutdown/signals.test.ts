import { afterEach, describe, expect, it, vi } from 'vitest';
import { onSignals } from '../../src/shutdown/signals.ts';

let terminal = false;
vi.mock('node:tty', () => ({ isatty: () => terminal }));

const signals: NodeJS.Signals[] = ['SIGINT', 'SIGHUP'];
afterEach(() => {
  terminal = false;
});

/** Signals as the process would tell of them, and what came through. */
function heard(history: readonly (readonly [at: number, signal: NodeJS.Signals])[]): string[] {
  let now = 0;
  const seen: string[] = [];
  const others = new Map(signals.map((signal) => [signal, process.listeners(signal)]));
  for (const signal of signals) process.removeAllListeners(signal);
  const off = onSignals(
    signals,
    () => now,
    (signal) => void seen.push(`${signal} at ${now}`),
  );
  for (const [at, signal] of history) {
    now = at;
    process.emit(signal, signal);
  }
  off();
  for (const signal of signals) {
    expect(process.listenerCount(signal)).toBe(0);
    for (const listener of others.get(signal) ?? []) process.on(signal, listener);
  }
  return seen;
}

describe('signals', () => {
  const twice = [
    [0, 'SIGINT'],
    [10, 'SIGINT'],
    [1_000, 'SIGINT'],
  ] as const;

  it('are each heard', () => {
    expect(heard(twice)).toEqual(['SIGINT at 0', 'SIGINT at 10', 'SIGINT at 1000']);
    expect(
      heard([
        [0, 'SIGHUP'],
        [1, 'SIGHUP'],
      ]),
    ).toEqual(['SIGHUP at 0', 'SIGHUP at 1']);
  });

  it('of one Ctrl-C count once at a terminal, where npm passes its own on', () => {
    terminal = true;
    expect(heard(twice)).toEqual(['SIGINT at 0', 'SIGINT at 1000']);
    expect(
      heard([
        [0, 'SIGHUP'],
        [1, 'SIGHUP'],
      ]),
    ).toEqual(['SIGHUP at 0', 'SIGHUP at 1']);
  });
});
