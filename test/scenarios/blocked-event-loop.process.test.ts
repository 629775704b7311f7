import { attemptHttp, attemptTcp, probeUrl } from '@probez/kubelet/attempt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask, type DemoApp, FORM, start } from '../../examples/demoapp/test/demoapp.ts';

const host = '127.0.0.1';
/** `timeoutSeconds` of the probes. */
const TIMEOUT_MS = 1_000;
const BLOCK_MS = 20_000;
/** For what is to answer: a busy machine may hold a process up for longer than a second. Who waits for the loop waits until the end of it. */
const PATIENT_MS = 10_000;
const READINESS_MS = 2_000;
const LIVENESS_MS = 5_000;
/** The main thread tells the worker four times a second that it turns. */
const BEAT_MS = 250;
/** Between an answer and the next attempt. */
const PAUSE_MS = 250;

/** One attempt as the kubelet's prober saw it; times in milliseconds since the block was asked for. */
interface Seen {
  readonly from: number;
  readonly to: number;
  readonly result: string;
  readonly output: string;
  readonly body: string;
}

interface Outcome {
  readonly result: string;
  readonly output: string;
  readonly body?: string;
}

const tcp = (port: number): Promise<Outcome> => attemptTcp({ host, port, timeoutMs: PATIENT_MS });
const http = (port: number, path: string, timeoutMs = PATIENT_MS): Promise<Outcome> =>
  attemptHttp({ url: probeUrl('http', host, port, path), timeoutMs });

const urlOf = (port: number, path: string) => `http://${host}:${port}${path}`;
const timedOut = (port: number, path: string) =>
  `Get "${urlOf(port, path)}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
const probePortOf = (app: DemoApp) => Number(/also on http:\S+?:(\d+)/.exec(app.output())?.[1]);

/** Tries again and again while the event loop is blocked, and a while longer. For what waits for the loop, the time is up while it is blocked. */
async function watch(began: number, attempt: (timeoutMs: number) => Promise<Outcome>): Promise<Seen[]> {
  const now = () => performance.now() - began;
  const seen: Seen[] = [];
  while (now() < BLOCK_MS + 6_000) {
    const from = now();
    const { result, output, body = '' } = await attempt(from < BLOCK_MS ? TIMEOUT_MS : PATIENT_MS);
    seen.push({ from, to: now(), result, output, body });
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return seen;
}

/** What was tried and answered while nothing turned: the loop stands still soon after the POST, and for `BLOCK_MS`. */
const during = (seen: readonly Seen[]) => seen.filter(({ from, to }) => from > 500 && to < BLOCK_MS);
const atTheEnd = (seen: readonly Seen[]) => seen.at(-1);

async function block(app: DemoApp): Promise<number> {
  const began = performance.now();
  const answer = await ask(app.port, { method: 'POST', path: '/block', headers: FORM, body: `ms=${BLOCK_MS}` });
  expect(answer).toMatchObject({ status: 200, body: '' });
  return began;
}

async function startWith(env: Readonly<Record<string, string>>): Promise<DemoApp> {
  const app = await start({ BLOCK: 'true', PROBE_PORT: '0', DRAIN_DELAY_MS: '0', ...env });
  await vi.waitFor(() => expect(app.output()).toContain('also on'), { timeout: 20_000 });
  return app;
}

/** Where the answer turned to 503: the last that passed and the first that did not. */
function turn(seen: readonly Seen[]): { readonly last: Seen | undefined; readonly first: Seen | undefined } {
  const index = seen.findIndex(({ result }) => result === 'failure');
  return { last: seen[index - 1], first: seen[index] };
}

describe('a real event loop that is blocked, and the real probers', () => {
  let isolated: DemoApp;
  let together: DemoApp;
  let seen: Record<'tcp' | 'http' | 'livez' | 'readyz' | 'json' | 'mainLivez' | 'mainTcp', Seen[]>;

  beforeAll(async () => {
    const stall = { STALL_READINESS_MS: `${READINESS_MS}`, STALL_LIVENESS_MS: `${LIVENESS_MS}` };
    [isolated, together] = await Promise.all([
      startWith({ ISOLATED: 'true', DETAILS: 'always', ...stall }),
      startWith({ ISOLATED: 'false' }),
    ]);
    const probePort = probePortOf(isolated);
    const mainPort = probePortOf(together);
    for (const path of ['/livez', '/readyz']) {
      expect(await http(isolated.port, path)).toMatchObject({ result: 'success', body: 'OK' });
      expect(await http(probePort, path)).toMatchObject({ result: 'success', body: 'OK' });
      expect(await http(mainPort, path)).toMatchObject({ result: 'success', body: 'OK' });
    }
    // Silence counts from the first beat after startup. Timers come before requests in a turn of the loop: the app that answers now has beaten.
    await new Promise((resolve) => setTimeout(resolve, BEAT_MS));
    expect(await http(isolated.port, '/livez')).toMatchObject({ result: 'success' });
    const [began, beganToo] = await Promise.all([block(isolated), block(together)]);
    const lists = await Promise.all([
      watch(began, () => tcp(isolated.port)),
      watch(began, (timeoutMs) => http(isolated.port, '/livez', timeoutMs)),
      watch(began, () => http(probePort, '/livez')),
      watch(began, () => http(probePort, '/readyz')),
      watch(began, () => http(probePort, '/readyz?format=json')),
      watch(beganToo, (timeoutMs) => http(mainPort, '/livez', timeoutMs)),
      watch(beganToo, () => tcp(mainPort)),
    ]);
    const [one = [], two = [], three = [], four = [], five = [], six = [], seven = []] = lists;
    seen = { tcp: one, http: two, livez: three, readyz: four, json: five, mainLivez: six, mainTcp: seven };
  });
  afterAll(async () => {
    for (const app of [isolated, together]) app?.child.kill('SIGKILL');
    await Promise.all([isolated, together].map((app) => app?.exited));
  });

  it('the TCP probe passes all the time', () => {
    expect(during(seen.tcp).length).toBeGreaterThan(3);
    expect(seen.tcp.filter(({ result }) => result !== 'success')).toEqual([]);
    expect(seen.mainTcp.filter(({ result }) => result !== 'success')).toEqual([]);
  });

  it('the HTTP probe on the app’s port times out, with the kubelet’s words', () => {
    const blocked = during(seen.http);
    expect(blocked.length).toBeGreaterThan(3);
    for (const { result, output } of blocked)
      expect({ result, output }).toEqual({ result: 'failure', output: timedOut(isolated.port, '/livez') });
  });

  it('so does a probe port of its own without isolation', () => {
    const blocked = during(seen.mainLivez);
    expect(blocked.length).toBeGreaterThan(3);
    for (const { output } of blocked) expect(output).toBe(timedOut(probePortOf(together), '/livez'));
    expect(atTheEnd(seen.mainLivez)).toMatchObject({ result: 'success', body: 'OK' });
  });

  it('the isolated port answers every attempt in time', () => {
    for (const { output } of [...seen.livez, ...seen.readyz, ...seen.json])
      expect(output).not.toMatch(/deadline|refused|EOF|reset/);
  });

  it.each([
    ['readyz', READINESS_MS],
    ['livez', LIVENESS_MS],
  ] as const)('%s there: 200, 503 from %i ms of stall on, and 200 again', (name, limitMs) => {
    const { last, first } = turn(seen[name]);
    expect(last).toMatchObject({ result: 'success', body: 'OK' });
    expect(first?.output).toBe('HTTP probe failed with statuscode: 503');
    // The main thread says four times a second that it turns: the last time may have been just before the block.
    expect(first?.to).toBeGreaterThan(limitMs - 250);
    expect(first?.to).toBeLessThan(BLOCK_MS);
    const failing = during(seen[name]).filter(({ from }) => from >= (first?.from ?? 0));
    expect(failing.length).toBeGreaterThan(3);
    for (const { body } of failing)
      expect(body).toBe(`[+]${name} ok\n[-]event-loop-stall failed: reason withheld\n${name} check failed\n`);
    expect(atTheEnd(seen[name])).toMatchObject({ result: 'success', body: 'OK' });
  });

  it('readiness trips before liveness', () => {
    expect(turn(seen.livez).first?.from).toBeGreaterThan(turn(seen.readyz).first?.to ?? Number.POSITIVE_INFINITY);
  });

  it('the reason has the age of the stall, and the age grows', () => {
    const reasons = during(seen.json).flatMap(({ result, body }) =>
      result === 'failure' ? [String(JSON.parse(body).checks['event-loop-stall'][0].output)] : [],
    );
    const ages = reasons.map((reason) => {
      expect(reason).toMatch(/^the event loop has been stalled for \d+(\.\d)? s \(limit 2 s\)$/);
      return Number(/for (\S+) s/.exec(reason)?.[1]);
    });
    expect(ages.length).toBeGreaterThan(3);
    expect(ages).toEqual([...ages].sort((a, b) => a - b));
    expect(ages[0]).toBeGreaterThanOrEqual(READINESS_MS / 1000);
    expect(ages.at(-1)).toBeGreaterThan(LIVENESS_MS / 1000);
    expect(ages.at(-1)).toBeLessThanOrEqual(BLOCK_MS / 1000 + 0.5);
  });

  it('the app’s port answers again afterwards', () => {
    expect(atTheEnd(seen.http)).toMatchObject({ result: 'success', body: 'OK' });
  });

  it('the log names the function that blocks, and a SIGTERM ends the app with 0', async () => {
    await expect.poll(() => isolated.output(), { timeout: 20_000 }).toContain('runs again after a stall of');
    const log = isolated.output();
    expect(log).toMatch(
      /stalled for \S+ s: readiness fails now, liveness after 5 s\. The main thread is here:\n[\s\S]*blockEventLoop/,
    );
    expect(log).toMatch(/runs again after a stall of \S+ s, in .*blockEventLoop/);
    expect(together.output()).not.toContain('stall');
    for (const app of [isolated, together]) {
      app.child.kill('SIGTERM');
      expect(await app.exited).toEqual([0, null]);
    }
  });
});
