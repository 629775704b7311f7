import { createHealth, manualCheck } from '@probez/core';
import { describe, expect, test } from 'vitest';
import { fileBarrier, runtimeBarrier, sizeBarrier, stackBarrier } from '../../src/isolated/barriers.ts';

const NODE = { versions: { node: '20.20.2', v8: '11' } };
/** Node's permission model, where it allows this. */
const permission = (...allowed: readonly string[]) => ({ has: (scope: string) => allowed.includes(scope) });

describe('no worker', () => {
  test.each([
    ['Node', NODE, undefined],
    ['Bun', { versions: { node: '24.3.0', bun: '1.4.5' } }, 'isolated: true works in Node only; on Bun 1.4.5'],
    ['Deno', { versions: { node: '24.2.0', deno: '2.9.6' } }, 'isolated: true works in Node only; on Deno 2.9.6'],
    [
      'the permission model without workers',
      { ...NODE, permission: permission('fs.read') },
      "Node's permission model forbids worker threads (start Node with --allow-worker), so",
    ],
    ['the permission model with workers', { ...NODE, permission: permission('worker') }, undefined],
  ])('%s', (_name, runtime, expected) => expect(runtimeBarrier(runtime)).toBe(expected));

  test('no file', () => {
    expect(fileBarrier({ path: '/app/probez-worker.cjs' })).toBeUndefined();
    expect(fileBarrier({ missing: ['/app/a.cjs', '/app/b.cjs'] })).toBe(
      "the worker's file was not found (looked for /app/a.cjs, /app/b.cjs). Mark @probez/node as external in your bundler, or set the option worker to the path of the file; until then",
    );
  });

  test('a snapshot that is too large, and one that is not any more', () => {
    const checks = Array.from({ length: 20 }, (_, index) => manualCheck({ name: `check-${index}` }));
    const health = createHealth({ logger: false, checks });
    const now = () => sizeBarrier({ snapshot: health.snapshot(), sentAt: 0, beat: 0 });
    const large = { status: 'pass', observedValue: Array(9).fill(Array(50).fill('x'.repeat(990))) } as const;
    expect(now()).toBeUndefined();
    const many = Array.from({ length: 60 }, (_, index) => ({
      name: `large-${index}`,
      attach: (push: (result: unknown) => void) => push(large),
    }));
    const remove = many.map((check) => health.register(check));
    expect(now()).toMatch(/^a snapshot of 80 checks and 2\d MB is too large for the worker \(at most 16 MB\)/);
    for (const each of remove) each();
    expect(now()).toBeUndefined();
  });
});

describe('no stack', () => {
  test.each([
    ['an inspector', { ...NODE, features: { inspector: true } }, undefined],
    ['none built in', { ...NODE, features: { inspector: false } }, 'this Node was built without the inspector'],
    ['the permission model with it', { ...NODE, permission: permission('worker', 'inspector') }, undefined],
    [
      'the permission model without it',
      { ...NODE, permission: permission('worker') },
      "Node's permission model forbids the inspector (Node versions that have --allow-inspector can allow it)",
    ],
  ])('%s', (_name, runtime, expected) =>
    // The tests may run in a worker thread themselves.
    expect(stackBarrier(runtime, true)).toBe(expected),
  );

  test('the app is in a worker thread', () => {
    expect(stackBarrier(NODE, false)).toBe(
      "the app is in a worker thread, and only the main thread's stack can be read",
    );
  });
});
