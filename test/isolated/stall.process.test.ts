import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { type AppProcess, killAll, startApp } from './app-process.ts';

afterAll(killAll);

const LIMITS = { stall: { readinessMs: 600, livenessMs: 1_500 } };
/** So far apart that each of the states is seen, though the machine stands still for a second. */
const PATIENT = { stall: { readinessMs: 1_500, livenessMs: 4_000 } };
const WELL = 'live 200, ready 200';
const DEAD = 'live 503, ready 503';

/** What the probes say, in order and without repetition, while the app hangs: let go of when liveness has failed. */
async function watch(app: AppProcess, command: string): Promise<readonly string[]> {
  const seen: string[] = [];
  async function look(): Promise<string> {
    const [live, ready] = await Promise.all([app.ask('/livez'), app.ask('/readyz')]);
    const now = `live ${live.slice(0, 3)}, ready ${ready.slice(0, 3)}`;
    if (seen.at(-1) !== now) seen.push(now);
    await sleep(50);
    return now;
  }
  async function lookUntil(wanted: string): Promise<void> {
    const deadline = Date.now() + 20_000;
    while ((await look()) !== wanted) {
      if (Date.now() > deadline) throw new Error(`waited 20 s for "${wanted}", saw: ${seen.join('; ')}`);
    }
  }
  await lookUntil(WELL);
  app.tell(command);
  await lookUntil(DEAD);
  app.release();
  await lookUntil(WELL);
  // And it stays like this.
  for (let looks = 0; looks < 10; looks += 1) await look();
  return seen;
}

describe('an event loop that hangs: not ready, then not live, and well again', () => {
  test.each([
    ['spin 60000', /The main thread is here:\n {4}at spinForEver \(.*fixtures\/app\.mjs:\d+:\d+\)\n/],
    ['regex 60000', /The main thread is here:\n {4}at catastrophicRegex \(.*fixtures\/app\.mjs:\d+:\d+\)\n/],
    ['wait 60000', /The main thread is here:\n {4}at waitForAnother \(.*fixtures\/app\.mjs:\d+:\d+\)\n/],
    ['exec 60000', /The main thread is outside JavaScript \(a system call or native code\)/],
  ])('%s', async (command, log) => {
    const app = await startApp({ args: [JSON.stringify(PATIENT)] });
    const seen = await watch(app, command);
    // Two requests, two moments: between them it may get well.
    const halfWell = seen.length === 5 ? [expect.stringMatching(/^live (200, ready 503|503, ready 200)$/)] : [];
    expect(seen).toEqual([WELL, 'live 200, ready 503', DEAD, ...halfWell, WELL]);
    expect(app.stderr()).toMatch(log);
    // Once each, at once, and again for the logger when it is over.
    expect(app.stderr().match(/: readiness fails now, liveness after 4 s\./g)).toHaveLength(1);
    expect(app.stderr().match(/: liveness fails now\.\n/g)).toHaveLength(1);
    await app.until(
      'stderr',
      /the event loop runs again after a stall of ([4-9]|\d\d)(\.\d)? s.*readiness and liveness failed meanwhile/,
    );
    app.tell('end');
    expect(await app.exit).toBe(0);
  });

  test('what hangs outside JavaScript is named when it returns', async () => {
    const app = await startApp({ args: [JSON.stringify(LIMITS)] });
    app.tell('exec 60000');
    await app.until('stderr', /The main thread is outside JavaScript/);
    app.release();
    await app.until('stderr', /outside JavaScript, called from sleepOutside \(.*fixtures\/app\.mjs:\d+:\d+\)/);
    app.tell('end');
    expect(await app.exit).toBe(0);
  });

  test('the age is in the reason, for those who may see it', async () => {
    const app = await startApp({ args: [JSON.stringify(LIMITS)] });
    app.tell('spin 60000');
    await app.untilAnswer('/readyz', '503');
    expect(await app.ask('/readyz/event-loop-stall')).toMatch(
      /^503 internal server error: the event loop has been stalled for [\d.]+ s \(limit 0.6 s\)\n$/,
    );
    expect(await app.ask('/readyz')).toBe(
      '503 [+]gate ok\n[-]event-loop-stall failed: reason withheld\nreadyz check failed\n',
    );
    expect(await app.ask('/readyz?exclude=event-loop-stall')).toMatch(/^503 /);
    expect(await app.ask('/startupz')).toBe('200 ok');
    app.child.kill('SIGKILL');
    await app.exit;
  });
});

describe('what is no stall', () => {
  test.each([
    [true, (failed: number) => expect(failed).toBe(0)],
    // Without isolation the same probes fail: or this would prove nothing.
    [false, (failed: number) => expect(failed).toBeGreaterThan(0)],
  ])('a loop that is busy for 3 s of every 3.2 s, isolated %s', async (isolated, expected) => {
    const app = await startApp({ args: [JSON.stringify({ isolated })] });
    app.tell('busy 3000 200 2');
    const answers: string[] = [];
    while (!app.stdout().includes('done busy')) {
      answers.push(...(await Promise.all([app.ask('/readyz', 2_500), app.ask('/livez', 2_500)])));
      await sleep(20);
    }
    expected(answers.filter((answer) => answer !== '200 ok').length);
    expect(answers.length).toBeGreaterThan(5);
    expect(app.stderr()).toBe('');
    app.tell('end');
    await app.exit;
  });

  test('a long synchronous boot: it is armed once startup has passed', async () => {
    const app = await startApp({ args: [JSON.stringify({ ...LIMITS, boot: true })] });
    app.tell('spin 60000');
    await app.until('stdout', 'doing spin');
    await sleep(2_000);
    expect(await app.ask('/livez')).toBe('200 ok');
    expect(await app.ask('/readyz')).toContain('[-]startup-probe failed');
    expect(await app.ask('/readyz')).not.toContain('event-loop-stall');
    expect(app.stdout()).not.toContain('done spin');
    app.release();
    await app.until('stdout', 'done spin');
    expect(app.stderr()).toBe('');
    app.tell('booted');
    await app.until('stdout', 'done booted');
    await app.untilAnswer('/readyz', '200');
    app.tell('spin 60000');
    await app.untilAnswer('/readyz', '503');
    app.child.kill('SIGKILL');
    await app.exit;
  });

  test('a process that stands still as a whole', async () => {
    const app = await startApp({ args: [JSON.stringify({ stall: { readinessMs: 3_000, livenessMs: 3_200 } })] });
    // Busy before and after, so that no beat hides for how long there was none.
    app.tell('spin 60000');
    await app.until('stdout', 'doing spin');
    app.child.kill('SIGSTOP');
    await sleep(4_000);
    app.child.kill('SIGCONT');
    const answers = [await app.ask('/livez'), await app.ask('/readyz')];
    await sleep(300);
    answers.push(await app.ask('/livez'), await app.ask('/readyz'));
    expect(app.stdout()).not.toContain('done spin');
    app.release();
    await app.until('stdout', 'done spin');
    expect(answers).toEqual(Array(4).fill('200 ok'));
    expect(app.stderr()).toBe('');
    app.tell('end');
    await app.exit;
  });

  test('a debugger that may hold it', async () => {
    const app = await startApp({
      flags: ['--inspect=127.0.0.1:0'],
      args: [JSON.stringify({ ...LIMITS, staleAfterMs: 2_000 })],
    });
    expect(app.stderr()).toContain('the inspector is open: a stalled event loop is assumed to be at a breakpoint');
    app.tell('spin 60000');
    await app.until('stdout', 'doing spin');
    await sleep(3_000);
    expect(await app.ask('/readyz')).toBe('200 ok');
    expect(await app.ask('/livez')).toBe('200 ok');
    expect(app.stdout()).not.toContain('done spin');
    app.release();
    await app.until('stdout', 'done spin');
    expect(app.stderr()).not.toContain('has been stalled');
    app.tell('end');
    await app.exit;
  });
});

test('a signal during a stall is heard when it is over; until then the probes tell', async () => {
  const app = await startApp({ args: [JSON.stringify({ stall: { readinessMs: 600, livenessMs: 60_000 } })] });
  app.tell('spin 60000');
  await app.untilAnswer('/readyz', '503');
  app.child.kill('SIGTERM');
  expect(await app.ask('/readyz')).toMatch(/^503 /);
  expect(await app.ask('/livez')).toBe('200 ok');
  expect(app.stdout()).not.toContain('SIGTERM');
  app.release();
  expect(await app.exit).toBe(0);
  expect(app.stdout()).toContain('SIGTERM');
});

test('a check gets stale though the main thread cannot say so', async () => {
  const app = await startApp({ args: [JSON.stringify({ stall: { readinessMs: 30_000 }, staleAfterMs: 1_000 })] });
  await app.untilAnswer('/readyz', '200');
  app.tell('spin 60000');
  await app.untilAnswer('/readyz', '503 [+]gate ok\n[-]pulse failed: reason withheld\n');
  expect(await app.ask('/livez')).toBe('200 ok');
  app.release();
  await app.untilAnswer('/readyz', '200');
  app.tell('end');
  await app.exit;
});

test('while the loop is well, every change is there at once', async () => {
  const app = await startApp();
  for (let round = 0; round < 10; round += 1) {
    app.tell('fail');
    await app.until('stdout', new RegExp(`(done fail\n[\\s\\S]*){${round + 1}}`));
    expect(await app.ask('/readyz')).toBe('503 [-]gate failed: reason withheld\nreadyz check failed\n');
    app.tell('pass');
    await app.until('stdout', new RegExp(`(done pass\n[\\s\\S]*){${round + 1}}`));
    expect(await app.ask('/readyz')).toBe('200 ok');
  }
  app.tell('drain');
  await app.until('stdout', 'done drain');
  expect(await app.ask('/readyz')).toBe('503 [+]gate ok\n[-]shutdown failed: reason withheld\nreadyz check failed\n');
  expect(await app.ask('/livez')).toBe('200 ok');
  app.tell('close');
  await app.until('stdout', 'done close');
  expect(await app.ask('/livez')).toBe('ECONNREFUSED');
  app.tell('end');
  expect(await app.exit).toBe(0);
});
