import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ENTRIES, PACKAGES, ROOT } from '../support/packages.ts';
import { runProgram } from '../support/process.ts';

const node = (type: 'module' | 'commonjs', code: string) =>
  runProgram(process.execPath, [`--input-type=${type}`, '-e', code], { cwd: `${ROOT}test` });

/** The names that a person gets, whichever way they load it; `default` and what interop adds are not ours. */
const namesOf = (load: string) =>
  `console.log(JSON.stringify(Object.keys(${load}).filter((name) => name !== 'default' && name !== 'module.exports').sort()))`;

it.each(ENTRIES)('%s exports the same names in both formats', async (entry) => {
  const esm = await node('module', namesOf(`await import('${entry}')`));
  const cjs = await node('commonjs', namesOf(`require('${entry}')`));
  expect(esm.stderr + cjs.stderr).toBe('');
  const names: readonly string[] = JSON.parse(esm.stdout);
  expect(JSON.parse(cjs.stdout)).toEqual(names);
  // Nothing that a bundler called so, and nothing of its own.
  for (const name of names) expect(name).toMatch(/^[A-Za-z]\w{2,}$/);
});

describe.each(PACKAGES)('what is published of $name', ({ directory, manifest }) => {
  const files = readdirSync(`${directory}/dist`);

  it('is reached from its entries: a build before has left nothing behind', () => {
    const reached = new Set<string>();
    const visit = (file: string): void => {
      if (reached.has(file) || !files.includes(file)) return;
      reached.add(file);
      const text = readFileSync(`${directory}/dist/${file}`, 'utf8');
      for (const [, name = ''] of text.matchAll(/["'](?:\.\/|\.\.\/dist\/)([\w./-]+)["']/g)) {
        visit(name);
        // A declaration names the file that runs.
        if (file.includes('.d.')) visit(name.replace(/\.([cm]?)js$/, '.d.$1ts'));
      }
    };
    for (const [, file = ''] of JSON.stringify(manifest.exports ?? {}).matchAll(/dist\/([\w.-]+)/g)) visit(file);
    if (manifest.exports === undefined) visit('main.cjs');
    expect(files.filter((file) => !reached.has(file))).toEqual([]);
  });

  it('is code that people read: no line is longer than a screen or two, and nothing maps it back', () => {
    expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
    for (const file of files.filter((name) => /\.[cm]?js$/.test(name))) {
      const text = readFileSync(`${directory}/dist/${file}`, 'utf8');
      expect(text).not.toContain('sourceMappingURL');
      const longest = Math.max(...text.split('\n').map((line) => line.length));
      expect(longest, file).toBeLessThan(600);
    }
  });
});

it('the types keep what the sources say of them', () => {
  const types = readFileSync(`${ROOT}packages/core/dist/index.d.cts`, 'utf8');
  expect(types).toContain('/** The one error class of Probez.');
  expect(types).toMatch(/@default/);
});

describe('an error that nobody catches', () => {
  it.each([
    ['an option of health', `createHealth({ ckecks: [] })`, 'ckecks'],
    ['a check', `createHealth({ checks: [{ name: '', run: () => true }] })`, 'name'],
    ['an option of the endpoints', `probes(createHealth({ logger: false }), { pats: {} })`, 'pats'],
    ['the probe port', `serveProbes(createHealth({ logger: false }), { port: 'http' })`, 'port'],
    ['a shutdown', `gracefulShutdown({}, {})`, 'health'],
  ])('says what is wrong within the first kilobyte: %s', async (_name, code, word) => {
    const names = '{ createHealth, gracefulShutdown, probes, serveProbes }';
    for (const adapter of ['node', 'express']) {
      const cjs = await node('commonjs', `const ${names} = require('@probez/${adapter}'); ${code}`);
      const esm = await node('module', `import ${names} from '@probez/${adapter}'; await ${code}`);
      for (const { code: exitCode, stderr } of [cjs, esm]) {
        expect(exitCode).toBe(1);
        expect(stderr.slice(0, 1024)).toMatch(new RegExp(`Error: .*${word}`));
      }
    }
  });
});
