import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/packages.ts';
import { runProgram } from '../support/process.ts';

const ADAPTERS = ['node', 'express', 'fastify', 'koa'];
const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const runNode = (...args: string[]) => runProgram(process.execPath, args, { limitMs: 30_000 });
const LIVE = '200 [+]ping ok\nlivez check passed\nleft: \n';

// On the built packages, as users have them.
describe.each(ADAPTERS)('@probez/%s', (adapter) => {
  it('serves an ESM app, and leaves nothing that keeps the process alive', async () => {
    expect(await runNode(fixture('app.mjs'), adapter)).toMatchObject({
      code: 0,
      signal: null,
      stdout: LIVE,
      stderr: '',
    });
  });

  it('serves a CommonJS app', async () => {
    const stdout = 'function 503 [+]gate ok\n[-]loop failed: reason withheld\nreadyz check failed\n';
    expect(await runNode(fixture('app.cjs'), adapter)).toMatchObject({ code: 0, stdout, stderr: '' });
  });
});

it('a health that nobody stops does not keep the process alive', async () => {
  expect(await runNode(fixture('unstopped.mjs'))).toMatchObject({
    code: 0,
    signal: null,
    stdout: 'started\n',
    stderr: '',
  });
});

it('Jest loads them in its CommonJS mode', async () => {
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  const { code, stderr } = await runProgram(process.execPath, [jest, '--rootDir', fixture('jest'), '--ci'], {
    cwd: fixture('jest'),
    limitMs: 120_000,
  });
  expect(stderr).toContain('10 passed, 10 total');
  // Nothing of ours keeps Jest from ending.
  expect(stderr).not.toMatch(/did not exit|open handle/i);
  expect(code).toBe(0);
}, 130_000);

describe('a bundler', () => {
  it.each(['esm', 'cjs'] as const)('makes one file of an app (%s), which runs', async (format) => {
    const directory = await mkdtemp(join(ROOT, 'node_modules/.cache-probez-'));
    const outfile = join(directory, format === 'esm' ? 'bundle.mjs' : 'bundle.cjs');
    try {
      await build({
        stdin: { contents: BUNDLED, resolveDir: fixture(''), loader: 'js' },
        bundle: true,
        format,
        platform: 'node',
        outfile,
        logLevel: 'silent',
      });
      expect(await runNode(outfile)).toMatchObject({ code: 0, stdout: '200 ok\n', stderr: '' });
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('leaves nothing of the core in an app that uses nothing of it, and needs no Node for it', async () => {
    const bundle = async (contents: string) => {
      const { outputFiles } = await build({
        stdin: { contents, resolveDir: fixture(''), loader: 'js' },
        bundle: true,
        minify: true,
        format: 'esm',
        platform: 'browser',
        write: false,
        logLevel: 'silent',
      });
      return outputFiles[0]?.text ?? '';
    };
    expect(await bundle(`import '@probez/core';`)).toBe('');
    const whole = await bundle(
      `import { createHandler, createHealth } from '@probez/core'; console.log(createHealth, createHandler);`,
    );
    expect(whole).not.toMatch(/require\(|from"node:|process\./);
  });
});

const BUNDLED = `
  import { createHandler, createHealth, probes } from '@probez/express';
  const health = createHealth({ logger: false, checks: [{ name: 'a', run: () => true }] });
  health.start().then(() => {
    const { status, body } = createHandler(health)({ method: 'GET', url: '/readyz', headers: {} });
    console.log(status, typeof probes === 'function' ? body : 'no probes');
  });
`;
