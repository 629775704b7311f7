import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { abortable, askOnce } from '../src/attempts.ts';

const signal = () => new AbortController().signal;
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('askOnce', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function setUp() {
    const questions: { resolve(value: string): void; reject(error: unknown): void }[] = [];
    const discarded: string[] = [];
    const ask = askOnce<string>(
      () => new Promise((resolve, reject) => questions.push({ resolve, reject })),
      (value) => discarded.push(value),
    );
    return { ask, questions, discarded };
  }

  /** A run that gives up. */
  async function timeOut(ask: (signal: AbortSignal) => Promise<string>): Promise<void> {
    const controller = new AbortController();
    const run = ask(controller.signal);
    run.catch(() => {});
    await settle();
    controller.abort(new Error('too slow'));
    await expect(run).rejects.toThrow('too slow');
  }

  test('one question, one answer, and a new question after it', async () => {
    const { ask, questions } = setUp();
    const first = ask(signal());
    await settle();
    questions[0]?.resolve('a');
    expect(await first).toBe('a');
    const second = ask(signal());
    await settle();
    questions[1]?.reject(new Error('b'));
    await expect(second).rejects.toThrow('b');
    expect(questions).toHaveLength(2);
  });

  test('a hundred runs that time out leave one question behind, and the next run takes its answer', async () => {
    const { ask, questions, discarded } = setUp();
    for (let run = 0; run < 100; run += 1) await timeOut(ask);
    expect(questions).toHaveLength(1);
    const late = ask(signal());
    questions[0]?.resolve('late');
    expect(await late).toBe('late');
    expect(discarded).toEqual([]);
  });

  test('an answer that nobody waits for is discarded: a connection goes back to its pool', async () => {
    const { ask, questions, discarded } = setUp();
    await timeOut(ask);
    questions[0]?.resolve('connection');
    await settle();
    expect(discarded).toEqual(['connection']);
  });

  test('a question that is never answered is asked again after 30 s, then 60 s, then 120 s', async () => {
    const { ask, questions } = setUp();
    const counts: number[] = [];
    for (let second = 0; second <= 220; second += 10) {
      await timeOut(ask);
      counts.push(questions.length);
      await vi.advanceTimersByTimeAsync(10_000);
    }
    expect(counts.indexOf(2)).toBe(3);
    expect(counts.indexOf(3)).toBe(9);
    expect(counts.indexOf(4)).toBe(21);
  });

  test('a synchronous throw is a rejection', async () => {
    const ask = askOnce(() => {
      throw new Error('at once');
    });
    await expect(ask(signal())).rejects.toThrow('at once');
  });

  test('an aborted signal asks nothing', async () => {
    const { ask, questions } = setUp();
    await expect(ask(AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
    expect(questions).toHaveLength(0);
  });
});

describe('abortable', () => {
  test('lets go once, and leaves no listener behind', async () => {
    const controller = new AbortController();
    let letGo = 0;
    const work = abortable(new Promise(() => {}), controller.signal, () => {
      letGo += 1;
    });
    controller.abort(new Error('over'));
    await expect(work).rejects.toThrow('over');
    expect(letGo).toBe(1);
    expect(await abortable(Promise.resolve(1), new AbortController().signal)).toBe(1);
    await expect(abortable(Promise.reject(new Error('no')), AbortSignal.abort(new Error('over')))).rejects.toThrow(
      'over',
    );
  });
});
