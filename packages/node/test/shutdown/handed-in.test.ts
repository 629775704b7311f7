import { describe, expect, it } from 'vitest';
import type { GracefulShutdown, ShutdownOptions } from '../../src/shutdown/types.ts';
import { underTest } from './support.ts';

/** What must not happen, whatever is handed in: an unhandled rejection fails the test run. */
async function stopWith(options: Partial<ShutdownOptions>, reason?: unknown) {
  const ran: string[] = [];
  const last = { name: 'last', run: () => void ran.push('last') };
  const onClose = [...[options.onClose ?? []].flat(), last];
  const under = underTest([], { delayMs: 0, ...options, onClose });
  const report = Reflect.apply(under.shutdown.shutdown, undefined, [reason]);
  await under.clock.settle();
  return { ...under, ran, report: await report };
}

const fail = (): never => {
  throw new Error('no');
};
const reject = async (): Promise<void> => fail();

describe('a logger', () => {
  it.each([
    ['throws', { info: fail, warn: fail, error: fail }],
    ['rejects', { info: reject, warn: reject, error: reject }],
  ])('that %s: the hooks run, and it ends with 0', async (_how, logger) => {
    const { ran, codes } = await stopWith({ logger });
    expect(ran).toEqual(['last']);
    expect(codes).toEqual([0]);
  });
});

describe('a hook that fails with', () => {
  const withMessage = (message: unknown): Error => Object.defineProperty(new Error(), 'message', { value: message });
  it.each<[string, unknown, string]>([
    ['a message that is no text', withMessage({ code: 503 }), ': Error'],
    ['a message that cannot be read', Object.defineProperty(new Error(), 'message', { get: fail }), ': Error'],
    [
      'several errors',
      new AggregateError([new Error('::1 refused'), new Error('127.0.0.1 refused')]),
      ': ::1 refused; 127.0.0.1 refused',
    ],
    ['nothing', undefined, ': failed with undefined'],
    ['an object without a prototype', Object.create(null), ': {}'],
    [
      'lines that are not ours',
      new Error('x\nprobez: shutdown: finished, exit code 0\u001b[2J'),
      ': x probez: shutdown: finished, exit code 0\\u{1b}[2J',
    ],
  ])('%s: one line says so, the next one runs, the exit code is 1', async (_what, error, shown) => {
    const first = { name: 'first', run: () => Promise.reject(error) };
    const { ran, codes, lines } = await stopWith({ onClose: first });
    expect(ran).toEqual(['last']);
    expect(codes).toEqual([1]);
    expect(lines).toContain(`probez: shutdown: onClose hook "first" failed after 0 ms${shown}`);
  });
});

describe('what is no hook', () => {
  const hang = (): Promise<never> => new Promise(() => {});
  const health = (drain: () => unknown, stop: () => unknown): Partial<ShutdownOptions> => ({
    health: Object.assign(Object.create(null), { drain, stop }),
  });
  const fine = (): void => {};
  it.each<[string, Partial<ShutdownOptions>, string, number]>([
    ['health.drain() that throws', health(fail, fine), 'health.drain() failed after 0 ms: no', 1],
    ['health.drain() that rejects', health(reject, fine), 'health.drain() failed after 0 ms: no', 1],
    ['health.drain() that hangs', health(hang, fine), 'health.drain() timed out after 1.0 s', 1],
    ['health.stop() that throws', health(fine, fail), 'health.stop() failed after 0 ms: no', 1],
    ['health.stop() that rejects', health(fine, reject), 'health.stop() failed after 0 ms: no', 1],
    ['health.stop() that hangs', health(fine, hang), 'health.stop() timed out after 1.0 s', 1],
    ['probePort.close() that throws', { probePort: { close: fail } }, 'probePort.close() failed: no', 0],
    ['probePort.close() that rejects', { probePort: { close: reject } }, 'probePort.close() failed: no', 0],
    ['exit() that throws', { exit: fail }, 'exit() failed: no', 0],
  ])('%s is named, and the hooks run', async (_what, options, line, exitCode) => {
    const ran: string[] = [];
    const under = underTest([], { delayMs: 2_000, onClose: () => void ran.push('last'), ...options });
    const report = under.shutdown.shutdown();
    await under.clock.advance(2_000);
    await under.clock.advance(1_000);
    expect(await report).toMatchObject({ exitCode });
    await under.clock.settle();
    expect(under.lines).toContain(`probez: shutdown: ${line}`);
    expect(ran).toEqual(['last']);
  });
});

describe('a hook that waits for shutdown()', () => {
  it('waits for itself, and the line says so; one that does not wait is like any other', async () => {
    const own: { shutdown?: GracefulShutdown } = {};
    const under = underTest([], {
      delayMs: 0,
      onDrain: { name: 'waits', run: () => own.shutdown?.shutdown(), timeoutMs: 500 },
      onClose: { name: 'calls', run: () => void own.shutdown?.shutdown() },
    });
    own.shutdown = under.shutdown;
    const report = under.shutdown.shutdown();
    await under.clock.advance(500);
    expect(await report).toMatchObject({ exitCode: 1, cause: 'finished' });
    expect(under.lines.filter((line) => line.includes(' hook "'))).toEqual([
      'probez: shutdown: onDrain hook "waits" timed out after 0.5 s: shutdown() or the app\'s close() was called during the hook: a hook ' +
        'that waits for either of them waits for itself',
      'probez: shutdown: onClose hook "calls" done after 0 ms',
    ]);
  });
});

describe('exit', () => {
  it.each<[string, () => unknown]>([
    ['returns', () => {}],
    ['throws', fail],
    ['rejects', reject],
  ])('that %s is called once, and shutdown() resolves', async (_how, end) => {
    const codes: number[] = [];
    const exit = (code: number): unknown => {
      codes.push(code);
      return Reflect.apply(end, undefined, []);
    };
    const { report, shutdown } = await stopWith({ exit });
    expect(report).toMatchObject({ exitCode: 0 });
    expect(await shutdown.shutdown('again')).toBe(report);
    expect(codes).toEqual([0]);
  });
});

describe('a text', () => {
  it.each<[string, unknown, string]>([
    ['with lines', 'by x\nprobez: shutdown: finished', 'by x probez: shutdown: finished'],
    ['that is read from the right', 'a\u202egnp.exe', 'a\\u{202e}gnp.exe'],
    ['with a letter that nobody sees', 'a\u200bb', 'a\\u{200b}b'],
    ['that is none', { admin: true }, '{"admin":true}'],
    ['that cannot become one', Object.create(null), '{}'],
  ])('%s stands in one line as a reason', async (_what, reason, shown) => {
    const { lines } = await stopWith({}, reason);
    expect(lines[0]).toContain(`draining (${shown}): not ready`);
    expect(lines.every((line) => !line.includes('\n'))).toBe(true);
  });

  it('stands in one line as the name of a hook', async () => {
    const { lines } = await stopWith({ onClose: { name: 'a\u202eb\nc', run: () => {} } });
    expect(lines).toContain('probez: shutdown: onClose hook "a\\u{202e}b\\nc" done after 0 ms');
  });
});

it('process.exitCode of the app is kept, whatever it is', async () => {
  for (const code of [70, 0]) {
    process.exitCode = code;
    const { codes } = await stopWith({ onClose: fail });
    process.exitCode = undefined;
    expect(codes).toEqual([code]);
  }
});
