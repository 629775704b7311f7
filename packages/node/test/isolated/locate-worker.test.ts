import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { locateWorker } from '../../src/isolated/locate-worker.ts';

const root = mkdtempSync(join(tmpdir(), 'probez-locate-'));
const folder = join(root, 'deployed');
/** As in a bundle: the module is beside the program, and a bundler may know of a file elsewhere. */
const bundled = { beside: pathToFileURL(join(folder, 'assets/1a2b3c.cjs')), folders: [folder] };

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'assets'), { recursive: true });
});
afterAll(() => rmSync(root, { recursive: true }));

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
    put('probez-worker.cjs');
    expect(locateWorker(join(folder, 'other.js'), bundled)).toEqual({ missing: [join(folder, 'other.js')] });
  });
});

describe('the worker that was not named', () => {
  test('is where a bundler has put it', () => {
    put('probez-worker.cjs');
    const path = put('assets/1a2b3c.cjs');
    expect(locateWorker(undefined, bundled)).toEqual({ path });
  });

  test.each([
    ['file:///assets/1a2b3c.cjs', '1a2b3c.cjs'],
    ['file:///assets/1a2b3c.cjs', 'assets/1a2b3c.cjs'],
    ['file:///srv/a%20b/1a2b3c.cjs', 'a b/1a2b3c.cjs'],
    ['https://cdn.example.com/x/1a2b3c.cjs?v=1', '1a2b3c.cjs'],
  ])('is in the output, whatever it is published as: %s, %s', (published, name) => {
    mkdirSync(join(folder, 'a b'), { recursive: true });
    const path = put(name);
    expect(locateWorker(undefined, { beside: new URL(published), folders: [folder] })).toEqual({ path });
  });

  test('is no data', () => {
    const beside = new URL('data:text/javascript,1');
    expect(locateWorker(undefined, { beside, folders: [] })).toEqual({ missing: [] });
  });

  test.each(['probez-worker.cjs', 'probez-worker.js', 'probez-worker.mjs'])('is %s beside a bundle', (name) => {
    const path = put(name);
    expect(locateWorker(undefined, bundled)).toEqual({ path });
  });

  test("is the package's own", () => {
    expect(locateWorker(undefined)).toEqual({ path: expect.stringMatching(/node\/dist\/probez-worker\.cjs$/) });
  });

  test('is that of a package that is installed for the bundle', () => {
    const installed = join(folder, 'node_modules/@probez/node');
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, 'package.json'), '{"exports":{"./worker":"./w.cjs"}}');
    writeFileSync(join(installed, 'w.cjs'), '');
    expect(locateWorker(undefined, bundled)).toEqual({ path: join(installed, 'w.cjs') });
  });

  test('is never a worker of the app', () => {
    put('worker.js');
    expect(locateWorker(undefined, bundled)).toEqual({
      missing: [
        join(folder, 'assets/1a2b3c.cjs'),
        join(folder, 'probez-worker.cjs'),
        join(folder, 'probez-worker.js'),
        join(folder, 'probez-worker.mjs'),
        join(folder, '1a2b3c.cjs'),
      ],
    });
  });
});
