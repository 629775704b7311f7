import { describe, expect, it } from 'vitest';
import { exitIn } from '../../src/shutdown/exit-watch.ts';
import { foreignListeners } from '../../src/shutdown/foreign.ts';
import { counts, named, nounOf } from '../../src/shutdown/lines.ts';
import { methodOf, type OpenRequest, pathOf } from '../../src/shutdown/open-request.ts';

it.each([
  ['/report?token=geheim', '/report'],
  ['http://host:80/a#b', '/a'],
  [undefined, '/'],
  ['/a\u202e\u0000b', '/a\\u{202e}\\u{0}b'],
  [`/${'x'.repeat(1_000)}`, `/${'x'.repeat(198)}…`],
])('the path of %j is fit for a line', (target, shown) => {
  expect(pathOf(target)).toBe(shown);
});

it('a method is, too, however long', () => {
  expect(methodOf('GET')).toBe('GET');
  expect(methodOf('X'.repeat(100_000))).toBe(`${'X'.repeat(19)}…`);
  expect(methodOf(undefined)).toBe('');
});

describe('the caller of process.exit', () => {
  const stack = 'Error\n    at process.onExit (a.js:1:2)\n    at process.emit (node:events:1:2)';
  const node = '(node:internal/process/per_thread:184:15)';

  it.each<[string, readonly string[], ReturnType<typeof exitIn>]>([
    ['is the frame behind it', [`process.exit ${node}`, 'run (/app/a.js:3:4)'], { by: 'run (/app/a.js:3:4)' }],
    ['has no name', [`process.exit ${node}`, '/app/a.js:3:4'], { by: '/app/a.js:3:4' }],
    ['waits', [`process.exit ${node}`, 'async run (/app/a.js:3:4)'], { by: 'run (/app/a.js:3:4)' }],
    [
      'took it apart',
      [`exit ${node}`, 'Timeout.run [as _onTimeout] (/app/a.js:3:4)'],
      { by: 'Timeout.run [as _onTimeout] (/app/a.js:3:4)' },
    ],
    [
      'is a timer',
      [`Timeout.exit [as _onTimeout] ${node}`, 'listOnTimeout (node:internal/timers:583:11)'],
      { by: undefined },
    ],
    ['is a promise', [`exit ${node}`], { by: undefined }],
    [
      'in Bun',
      ['exit (unknown)', 'processTicksAndRejections (native:7:39)', 'run (/app/a.js:3:4)'],
      { by: 'run (/app/a.js:3:4)' },
    ],
    [
      'in Deno',
      ['exit (node:process:1:4134)', 'drainTicks (ext:core/01_core.js:432:5)', 'run (/app/a.js:3:4)'],
      { by: 'run (/app/a.js:3:4)' },
    ],
    ["is no exit of the app's own", ['exit (/app/a.js:1:2)', 'run (/app/a.js:3:4)'], undefined],
    ['is nobody: an exception', ['process._fatalException (node:internal:1:2)', 'run (/app/a.js:3:4)'], undefined],
  ])('%s', (_what, frames, expected) => {
    const shown = frames.map((frame) => `\n    at ${frame}`).join('');
    expect(exitIn(stack + shown, false)).toEqual(expected);
  });

  it.each([undefined, '', 'Error: off', [], 5])(
    'is not known where the stack is %j, but that there was one',
    (text) => {
      expect(exitIn(text, false)).toEqual({ by: undefined });
      expect(exitIn(text, true)).toBeUndefined();
    },
  );
});

describe('a line', () => {
  const open = (...kinds: readonly OpenRequest['kind'][]): readonly OpenRequest[] =>
    kinds.map((kind) => ({ kind, method: 'GET', path: '/', ageMs: 50 }));

  it.each<[readonly OpenRequest[], number, readonly string[], string]>([
    [[], 0, [], '0 requests in flight, 0 idle connections'],
    [open('http1', 'http2', 'tcp'), 1, [], '1 TCP connection, 2 requests in flight, 1 idle connection'],
    [[], 0, ['Elysia'], 'the requests of Elysia cannot be counted'],
    [
      open('http1'),
      0,
      ['Elysia', 'the server'],
      '1 request in flight, 0 idle connections, the requests of Elysia, the server cannot be counted',
    ],
  ])('counts what can be counted: %j, %i idle, and %j', (list, idle, uncounted, expected) => {
    expect(counts({ open: () => list, idle: () => idle, uncounted })).toBe(expected);
  });

  it.each<[readonly OpenRequest[], string, string]>([
    [open('http1'), 'request', 'GET / (50 ms)'],
    [open('http2', 'tcp'), 'request', 'GET / (http2, 50 ms), GET / (50 ms)'],
    [open('tcp'), 'TCP connection', 'GET / (50 ms)'],
    [open('server'), 'server', '/ (50 ms)'],
  ])('names what is cut: %j', (list, noun, expected) => {
    expect(nounOf(list)).toBe(noun);
    expect(named(list)).toBe(expected);
  });
});

it('who else hears a signal is known by its source, also by what a bundler leaves of it', () => {
  const [nest, otel, apollo, nitro, own] = [
    async (s: string) => {
      await Reflect.get(globalThis, 'x').callBeforeShutdownHook(s);
    },
    () => {
      console.log('OpenTelemetry SDK terminated');
    },
    async (signal: string) => {
      await Promise.reject(new Error(`stop() threw during ${signal} shutdown`));
    },
    function call(this: unknown, callback: () => void) {
      return Reflect.apply(callback, this, []);
    },
    () => {
      process.exitCode = 1;
    },
  ];
  const all = [nest, otel, apollo, nitro, own];
  for (const listener of all) process.on('SIGUSR2', listener);
  const found = foreignListeners('SIGUSR2');
  for (const listener of all) process.off('SIGUSR2', listener);
  expect(found.map(({ name }) => name)).toEqual([
    "NestJS's enableShutdownHooks()",
    "the OpenTelemetry SDK's register",
    'Apollo Server',
    'http-graceful-shutdown (also used by Nitro 2)',
    expect.stringMatching(/^\(\) => \{ ?process\.exitCode/),
  ]);
  expect(found.map(({ unseen }) => unseen === true)).toEqual([false, true, true, false, false]);
  expect(foreignListeners('a reason')).toEqual([]);
});
