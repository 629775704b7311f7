import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { endAll, portOf, type Running, start } from './process.ts';

afterEach(endAll);

const run = (scene: string, options: object = {}, env: Readonly<Record<string, string>> = {}): Running =>
  start('exits.mjs', { SCENE: scene, OPTIONS: JSON.stringify(options), ...env });

const last = ({ lines }: Running): string | undefined => lines.at(-1);
const order = ({ lines }: Running, ...names: readonly string[]): string[] =>
  lines.flatMap((line) => names.filter((name) => line.includes(name)));

describe('a process that is told to end', () => {
  it('exits 0 after all phases, in order, and an open request never sees the database closed', async () => {
    const service = run('held');
    const port = await portOf(service);
    const slow = ask(port, '/?ms=2500');
    await ask(port, '/');
    service.child.kill('SIGTERM');
    await service.line('draining');
    expect(await ask(port, '/')).toBe(200);
    service.child.kill('SIGUSR2');
    expect(await slow).toBe(200);
    expect(await service.ended).toBe(0);
    expect(
      order(
        service,
        'draining (',
        'signal aborted',
        'queue stopped',
        'closing after',
        'closed after',
        'database closed',
      ),
    ).toEqual(['draining (', 'signal aborted', 'queue stopped', 'closing after', 'closed after', 'database closed']);
    expect(service.lines.join('\n')).not.toContain('request saw');
    expect(last(service)).toMatch(/^probez: shutdown: finished in \d+\.\d s \(SIGTERM\), exit code 0$/);
  });

  it('drops nothing when nobody reads its output any more, as after Ctrl-C of a pipe', async () => {
    const service = run('plain', { delayMs: 500 });
    const port = await portOf(service);
    const slow = ask(port, '/?ms=1500');
    await ask(port, '/');
    service.child.stdout?.destroy();
    service.child.stderr?.destroy();
    service.child.kill('SIGTERM');
    expect(await slow).toBe(200);
    expect(await service.ended).toBe(0);
  });

  it("keeps Docker's clock with the documented line: SIGTERM, and SIGKILL 10 s later", async () => {
    const service = run('plain', { deadlineMs: 9_000 });
    const port = await portOf(service);
    const slow = ask(port, '/?ms=4000');
    await ask(port, '/');
    service.child.kill('SIGTERM');
    const timer = setTimeout(() => service.child.kill('SIGKILL'), 10_000);
    expect(await slow).toBe(200);
    expect(await service.ended).toBe(0);
    clearTimeout(timer);
    expect(order(service, 'closing in 3.0 s', '3.8 s to finish', 'database closed', 'exit code 0')).toHaveLength(4);
  });

  it.each([
    ['no delay', {}, 'closing at once (no delay in development: node --watch)'],
    ['a delay of its own', { delayMs: 200 }, 'closing in 0.2 s'],
  ])('under node --watch, with %s', async (_what, options, expected) => {
    // What `node --watch` sets in the process that it starts again and again.
    const service = run('plain', options, { WATCH_REPORT_DEPENDENCIES: '1' });
    await portOf(service);
    service.child.kill('SIGTERM');
    await service.line(expected);
    expect(await service.ended).toBe(0);
  });

  it('exits 1 at the deadline, and says what was open', async () => {
    const service = run('plain', { delayMs: 100, drainTimeoutMs: 60_000, deadlineMs: 600 });
    const port = await portOf(service);
    void ask(port, '/report?ms=20000');
    await ask(port, '/');
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(1);
    expect(last(service)).toMatch(/deadline reached after .*, exit code 1; still open: GET \/report \([\d.]+ s\)$/);
  });

  it('cuts what does not finish, closes the database after it, and exits 0', async () => {
    const service = run('plain', { delayMs: 100, drainTimeoutMs: 300 });
    const port = await portOf(service);
    const slow = ask(port, '/report?ms=20000');
    await ask(port, '/');
    service.child.kill('SIGTERM');
    expect(await slow).toBe('ECONNRESET');
    expect(await service.ended).toBe(0);
    expect(order(service, 'cut 1 request: GET /report', 'database closed', 'exit code 0')).toHaveLength(3);
  });

  it('exits 1 where a hook failed, after all phases', async () => {
    const service = run('hook-fails', { delayMs: 50 });
    await portOf(service);
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(1);
    expect(order(service, 'onClose hook "database" failed', 'finished in')).toHaveLength(2);
    expect(last(service)).toMatch(/exit code 1$/);
  });

  it('exits 1 at the deadline where a hook hangs', async () => {
    const service = run('hook-hangs', { delayMs: 50, deadlineMs: 700 });
    await portOf(service);
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(1);
    expect(last(service)).toMatch(
      /deadline reached .* exit code 1; no request was open; still running: onClose hook "database"$/,
    );
  });

  it('ends a consumer that has no server, and keeps it alive until its hooks are done', async () => {
    const service = run('worker');
    await portOf(service);
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
    expect(order(service, 'queue stopped', 'database closed', 'exit code 0')).toHaveLength(3);
  });
});

describe('a process that is not told to end', () => {
  it('dies of an exception before it listens, with code 1', async () => {
    const service = run('before-listening');
    expect(await service.ended).toBe(1);
    expect(service.lines.join('\n')).toContain('no configuration');
  });

  it('is not kept alive', async () => {
    const service = run('natural-end');
    expect(await service.ended).toBe(0);
    expect(service.lines.slice(1)).toEqual(['listening 0']);
  });

  it('dies of a signal that nobody may trap', async () => {
    const service = run('plain');
    await portOf(service);
    service.child.kill('SIGSEGV');
    expect(await service.ended).toBe('SIGSEGV');
  });
});

describe('word of an end that was not clean, for kubectl describe', () => {
  const folder = mkdtempSync(join(tmpdir(), 'probez-'));
  const terminationLog = join(folder, 'termination-log');
  beforeEach(() => writeFileSync(terminationLog, 'of the last time'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each<[string, string, object, RegExp]>([
    [
      'the deadline',
      'plain',
      { drainTimeoutMs: 60_000, deadlineMs: 600 },
      /deadline reached after .* still open: GET \/report/,
    ],
    ['a hook', 'hook-fails', { drainTimeoutMs: 100 }, /onClose hook "database" failed.*\n.*exit code 1$/],
  ])('%s', async (_what, scene, options, expected) => {
    const service = run(scene, { delayMs: 50, terminationLog, ...options });
    const port = await portOf(service);
    void ask(port, '/report?ms=20000');
    await ask(port, '/');
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(1);
    expect(readFileSync(terminationLog, 'utf8')).toMatch(expected);
  });

  it('is not left of a clean one, and no file is made', async () => {
    const services = [terminationLog, join(folder, 'absent')].map((path) =>
      run('plain', { delayMs: 50, terminationLog: path }),
    );
    for (const service of services) {
      await portOf(service);
      service.child.kill('SIGTERM');
      expect(await service.ended).toBe(0);
    }
    expect(readFileSync(terminationLog, 'utf8')).toBe('of the last time');
    const overdue = run('hook-fails', { delayMs: 50, terminationLog: join(folder, 'absent') });
    await portOf(overdue);
    overdue.child.kill('SIGTERM');
    expect(await overdue.ended).toBe(1);
    expect(readdirSync(folder)).toEqual(['termination-log']);
  });
});

describe("an exception with onUncaught: 'shutdown'", () => {
  it.each([
    ['/throw', 'uncaughtException: a bug in a handler'],
    ['/reject', 'unhandledRejection: a bug in a promise'],
  ])('of %s drains, closes, and exits 1; its stack is logged', async (path, message) => {
    const service = run('plain', { delayMs: 300, drainTimeoutMs: 5_000, onUncaught: 'shutdown' });
    const port = await portOf(service);
    const slow = ask(port, '/?ms=1000');
    await ask(port, '/');
    const bad = ask(port, `${path}?ms=0`);
    await service.line(`draining (${message})`);
    expect(await ask(port, '/')).toBe(200);
    expect(await slow).toBe(200);
    void bad;
    expect(await service.ended).toBe(1);
    expect(service.lines.join('\n')).toMatch(new RegExp(`shutdown: ${message}\n {4}at .*exits\\.mjs`));
    expect(order(service, 'database closed', 'exit code 1')).toHaveLength(2);
  });
});

it("an exception every millisecond with onUncaught: 'shutdown' holds nothing up, and is shown once", async () => {
  const service = run('plain', { delayMs: 300, drainTimeoutMs: 2_000, onUncaught: 'shutdown' });
  const port = await portOf(service);
  expect(await ask(port, '/throw-on')).toBe(200);
  expect(await service.ended).toBe(1);
  expect(service.lines.filter((line) => line.includes('shutdown: uncaughtException: a bug in a timer'))).toHaveLength(
    1,
  );
  expect(order(service, 'closing after', 'database closed', 'more uncaught exceptions', 'finished in')).toEqual([
    'closing after',
    'database closed',
    'more uncaught exceptions',
    'finished in',
  ]);
});

describe('an exception while draining', () => {
  it.each([
    ['/throw', 'a bug in a handler'],
    ['/reject', 'a bug in a promise'],
  ])('of %s keeps its exit code', async (path, message) => {
    const service = run('plain');
    const port = await portOf(service);
    service.child.kill('SIGTERM');
    await service.line('draining');
    await ask(port, path);
    expect(await service.ended).toBe(1);
    expect(service.lines.join('\n')).toContain(message);
    expect(service.lines).not.toContain('database closed');
  });

  it("that the app handles ends with the app's exit code", async () => {
    const service = run('handler', { delayMs: 50, drainTimeoutMs: 100 });
    const port = await portOf(service);
    void ask(port, '/throw');
    expect(await service.ended).toBe(70);
    expect(order(service, "app's handler", 'database closed', 'exit code 70')).toHaveLength(3);
  });
});
