import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { locateWorker } from '../../src/isolated/locate-worker.ts';
import { unfitRuntime } from '../../src/isolated/runtime.ts';

const root = mkdtempSync(join(tmpdir(), 'probez-locate-'));
const folder = join(root, 'deployed');
const bundle = join(folder, 'app.js');
const started = process.argv[1] ?? '';

beforeEach(() => {
  process.argv[1] = bundle;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
});
afterAll(() => {
  process.argv[1] = started;
  rmSync(root, { recursive: true });
});

function put(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, '');
  return path;
}

describe('the worker that was named', () => {
  test.each([
    ['a path', (path: string) => path],
    ['a path from here', (path: string) => relative(process.cwd(), path)],
    ['a URL', (path: string) => pathToFileURL(path)],
    ['a URL as text', (path: string) => pathToFileURL(path).href],
  ])('%s', (_what, name) => {
    const path = put('with a space.js');
    expect(locateWorker(name(path))).toEqual({ path });
  });

  test('is looked for nowhere else', () => {
    put('probez-worker.js');
    expect(locateWorker(join(folder, 'other.js'), bundle)).toEqual({ missing: [join(folder, 'other.js')] });
  });
});

describe('the worker that was not named', () => {
  test.each(['probez-worker.js', 'probez-worker.mjs', 'probez-worker.cjs'])('is %s beside a bundle', (name) => {
    const path = put(name);
    expect(locateWorker(undefined, bundle)).toEqual({ path });
  });

  test('is beside the file that was started, where a bundle does not know its own place', () => {
    const path = put('probez-worker.js');
    expect(locateWorker(undefined, join(root, 'elsewhere/app.js'))).toEqual({ path });
  });

  test("is the package's own", () => {
    expect(locateWorker(undefined)).toEqual({ path: expect.stringMatching(/node\/dist\/worker\.js$/) });
  });

  test('is never a worker of the app', () => {
    put('worker.js');
    expect(locateWorker(undefined, bundle)).toEqual({
      missing: [
        join(folder, 'probez-worker.js'),
        join(folder, 'probez-worker.mjs'),
        join(folder, 'probez-worker.cjs'),
        `@probez/node/worker from ${folder}`,
      ],
    });
  });
});

test.each([
  [{ node: '20.20.2', v8: '11' }, undefined],
  [{ node: '24.3.0', bun: '1.4.5' }, 'Bun 1.4.5'],
  [{ node: '24.2.0', deno: '2.9.6' }, 'Deno 2.9.6'],
])('%o', (versions, expected) => expect(unfitRuntime(versions)).toBe(expected));
