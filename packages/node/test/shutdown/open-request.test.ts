import { expect, it } from 'vitest';
import { callerOfExit } from '../../src/shutdown/exit-watch.ts';
import { foreignListeners } from '../../src/shutdown/foreign.ts';
import { methodOf, pathOf } from '../../src/shutdown/open-request.ts';

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

it('the caller of process.exit is the frame behind it, and an exception has none', () => {
  const stack = 'Error\n    at process.onExit (a.js:1:2)\n    at process.emit (node:events:1:2)\n';
  expect(callerOfExit(`${stack}    at process.exit (node:internal:1:2)\n    at run (/app/index.js:3:4)`)).toBe(
    'run (/app/index.js:3:4)',
  );
  expect(callerOfExit(`${stack}    at process._fatalException (node:internal:1:2)`)).toBeUndefined();
  expect(callerOfExit(undefined)).toBeUndefined();
});

it('who else hears a signal is known by its source, also by what a bundler leaves of it', () => {
  const [nest, otel, own] = [
    async (s: string) => {
      await Reflect.get(globalThis, 'x').callBeforeShutdownHook(s);
    },
    () => {
      console.log('OpenTelemetry SDK terminated');
    },
    () => {
      process.exitCode = 1;
    },
  ];
  for (const listener of [nest, otel, own]) process.on('SIGUSR2', listener);
  const found = foreignListeners('SIGUSR2');
  for (const listener of [nest, otel, own]) process.off('SIGUSR2', listener);
  expect(found.map(({ name }) => name)).toEqual([
    "NestJS's enableShutdownHooks()",
    "the OpenTelemetry SDK's register",
    expect.stringMatching(/^\(\) => \{ ?process\.exitCode/),
  ]);
  expect(found[1]?.unseen).toBe(true);
  expect(foreignListeners('a reason')).toEqual([]);
});
