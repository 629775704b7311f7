import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { here, killAll, startApp } from './app-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'probez-isolated-'));
const real = JSON.stringify(createRequire(import.meta.url).resolve('@probez/node/worker'));

afterAll(() => {
  killAll();
  rmSync(folder, { recursive: true });
});

/** A worker's file that goes wrong in the way that `code` says. */
function worker(name: string, code: string): string {
  const path = join(folder, name);
  writeFileSync(path, code);
  return path;
}

const MEANWHILE = 'the main thread answers the probes: a busy event loop delays them, and a blocked one fails them all';

describe('a worker that goes wrong', () => {
  test('is logged, replaced by the main thread, and started again', async () => {
    const flag = join(folder, 'crash-once');
    const file = worker(
      'crash-once.cjs',
      `require(${real});
      const { existsSync, rmSync } = require('node:fs');
      setInterval(() => {
        if (!existsSync(${JSON.stringify(flag)})) return;
        rmSync(${JSON.stringify(flag)});
        throw new Error('told to crash');
      }, 50).unref();`,
    );
    const app = await startApp({ args: [JSON.stringify({ worker: file })] });
    expect(app.isolated).toBe(true);
    // Not before it listens: one that fails to start is another case.
    writeFileSync(flag, '');
    await app.until(
      'stderr',
      `the worker of the probe port failed: told to crash. Next attempt in 1 s; until then ${MEANWHILE}`,
    );
    await app.untilAnswer('/readyz', '200 ok');
    app.tell('fail');
    await app.untilAnswer('/readyz', '503 [-]gate failed');
    await app.until('stdout', 'probez: the worker of the probe port is running again');
    expect(await app.ask('/readyz')).toMatch(/^503 \[-\]gate failed/);
    app.tell('pass');
    await app.untilAnswer('/readyz', '200 ok');
    // It is the worker again: the main thread could not answer now.
    app.tell('spin 60000');
    await app.until('stdout', 'doing spin');
    expect(await app.ask('/livez')).toBe('200 ok');
    expect(app.stdout()).not.toContain('done spin');
    app.release();
    await app.until('stdout', 'done spin');
    app.tell('end');
    expect(await app.exit).toBe(0);
  });

  test.each([
    ['that does not load', 'syntax.cjs', 'this is no JavaScript', /failed: Unexpected identifier.*Next attempt in 1 s/],
    [
      'that ends at once',
      'exit.cjs',
      'process.exit(3)',
      /failed: it ended by itself with code 3\. Next attempt in 1 s/,
    ],
    ['that throws', 'throw.cjs', "throw new Error('no thanks')", /failed: no thanks\. Next attempt in 1 s/],
    ['that throws no error', 'null.cjs', 'throw null', /failed: .*Next attempt in 1 s/],
    [
      'of another version',
      'version.cjs',
      `require('node:worker_threads').workerData.probez = 99; require(${real})`,
      /failed: the worker's file and @probez\/node are of different versions \(99 and 2\)/,
    ],
    [
      'that ends as it is to listen',
      'listen.cjs',
      `require('node:worker_threads').parentPort.on('message', ({ type }) => type === 'listen' && process.exit(4)); require(${real})`,
      /failed: it ended by itself with code 4. Next attempt in 1 s/,
    ],
    [
      'that is never ready',
      'idle.cjs',
      'setInterval(() => {}, 1000)',
      /failed: it did not listen within 10 s\. Next attempt/,
    ],
    [
      'that takes too much memory',
      'memory.cjs',
      `const all = []; setInterval(() => { for (let i = 0; i < 2e6; i += 1) all.push({ i }); }, 1);`,
      /failed: Worker terminated due to reaching memory limit/,
    ],
  ])('%s: the app serves without it, and tries again', async (_what, name, code, log) => {
    const app = await startApp({ args: [JSON.stringify({ worker: worker(name, code) })] });
    expect(app.isolated).toBe(false);
    expect(app.stderr()).toMatch(log);
    expect(await app.ask('/livez')).toBe('200 ok');
    if (name === 'throw.cjs') {
      // The delay doubles, and nobody is left without an answer while the next worker fails.
      await app.until('stderr', /Next attempt in 2 s[\s\S]*Next attempt in 4 s/);
      expect(await app.ask('/livez')).toBe('200 ok');
    }
    app.tell('close');
    await app.until('stdout', 'done close');
    app.tell('end');
    expect(await app.exit).toBe(0);
  });

  test('whose file is missing: one log line says where it was looked for, and no more tries', async () => {
    const missing = join(folder, 'nowhere.js');
    const app = await startApp({ args: [JSON.stringify({ worker: missing })] });
    expect(app.isolated).toBe(false);
    expect(await app.ask('/livez')).toBe('200 ok');
    await sleep(1_500);
    expect(app.stderr()).toBe(
      `probez: the worker's file was not found (looked for ${missing}). Mark @probez/node as external in your bundler, or ` +
        `set the option worker to the path of the file; until then ${MEANWHILE}\n`,
    );
    app.tell('end');
    expect(await app.exit).toBe(0);
  });
});

const NOTHING_LEFT =
  'probez: the process ends, because nothing keeps it alive: no server, no connection, no timer. The probe port does not';

describe('a probe port keeps no process alive', () => {
  test.each([
    [{}],
    [{ close: true }],
    [{ ask: true }],
    [{ isolated: true }],
    [{ isolated: true, close: true }],
    [{ isolated: true, ask: true }],
    [{ isolated: true, worker: join(folder, 'nowhere.js'), logger: false }],
    [{ isolated: true, worker: worker('broken.cjs', 'process.exit(3)'), logger: false }],
  ])('%o', async (options) => {
    const app = await startApp({ file: './fixtures/quiet.mjs', args: [JSON.stringify(options)] });
    expect(await app.exit).toBe(0);
    // Whoever lets it end with the port open is told why it ends.
    const silent = 'close' in options || 'logger' in options;
    expect(app.stderr()).toBe(silent ? '' : `${NOTHING_LEFT}\n`);
    if ('close' in options) expect(app.stdout()).toContain('closed');
  });
});

test.each([false, true])(
  'a port in use is the same clear error, isolated %s, and the process ends',
  async (isolated) => {
    const app = await startApp({ file: './fixtures/quiet.mjs', args: [JSON.stringify({ taken: true, isolated })] });
    expect(await app.exit).toBe(0);
    const { code, message } = JSON.parse(app.stdout());
    expect(code).toBe('PORT_UNAVAILABLE');
    expect(message).toMatch(
      /^the probes cannot be served on port \d+, host "127\.0\.0\.1": the port is in use \(EADDRINUSE\)/,
    );
    expect(app.stderr()).toBe('');
  },
);

describe('what the app is started with does not reach the worker', () => {
  const preload = worker(
    'preload.cjs',
    "if (!require('node:worker_threads').isMainThread) { console.error('preloaded'); process.exit(3); }",
  );
  test.each([
    ['--require', { flags: ['--require', preload] }],
    ['--import', { flags: ['--import', preload] }],
    ['NODE_OPTIONS', { env: { NODE_OPTIONS: `--require ${preload} --max-old-space-size=300` } }],
    ['--stack-size and --cpu-prof', { flags: ['--stack-size=600', '--cpu-prof', `--cpu-prof-dir=${folder}`] }],
  ])('%s', async (_what, options) => {
    const app = await startApp(options);
    expect(app.isolated).toBe(true);
    expect(await app.ask('/livez')).toBe('200 ok');
    expect(app.stderr()).toBe('');
    app.tell('end');
    expect(await app.exit).toBe(0);
  });
});

test('an app in CommonJS', async () => {
  const app = await startApp({ file: './fixtures/app.cjs' });
  expect(app.isolated).toBe(true);
  expect(await app.ask('/livez')).toBe('200 ok');
  app.child.stdin?.end();
  expect(await app.exit).toBe(0);
});

test('an app in a worker thread: its stall is seen, and no other thread is asked for its stack', async () => {
  const app = await startApp({ file: './fixtures/threaded.mjs' });
  expect(app.isolated).toBe(true);
  await app.untilAnswer('/readyz', '503');
  await app.until(
    'stderr',
    /has been stalled for [\d.]+ s: readiness fails now, liveness after 60 s\. No stack available: the app is in a worker thread/,
  );
  app.release();
  expect(await app.exit).toBe(0);
  expect(app.stderr()).not.toContain('is here');
});

test('stopped and gone: the process can be ended while it hangs', async () => {
  const app = await startApp({ file: here('./fixtures/app.mjs') });
  app.tell('spin 60000');
  await app.until('stdout', 'doing spin');
  app.child.kill('SIGKILL');
  expect(await app.exit).toBe('SIGKILL');
  expect(await app.ask('/livez')).toBe('ECONNREFUSED');
});
