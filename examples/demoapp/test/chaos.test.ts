import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { troubleNames } from '../src/chaos/troubles.ts';
import { frameworks, open } from './in-process.ts';

const refused = (name: string) =>
  `${name} is not allowed here; allowed: what CHAOS names. Start the app with CHAOS=${name}, or CHAOS=all, where it harms no one else\n`;

/** Of each, what to send, and what is wrong with everything else. */
const FORMS: readonly (readonly [
  name: string,
  good: string,
  field: string,
  bad: string,
  hint: string,
  bounds: string,
])[] = [
  ['latency', 'ms=0', 'ms', '60001', 'ms=500 for half a second, ms=0 for none', '0 to 60000'],
  ['errors', 'percent=0', 'percent', '101', 'percent=50 for every other request, percent=0 for none', '0 to 100'],
  ['hang', 'ms=1', 'ms', '0', 'ms=5000 for five seconds', '1 to 600000'],
  ['block', 'ms=1', 'ms', '0', 'ms=5000 for five seconds', '1 to 600000'],
  ['cpu', 'seconds=0', 'seconds', '601', 'seconds=30 for half a minute, seconds=0 to end it', '0 to 600'],
  ['memory', 'mb=0', 'mb', '1025', 'mb=200 for two hundred megabytes, mb=0 to let them go', '0 to 1024'],
  ['crash', '', 'ms', '600001', 'ms=0 for at once', '0 to 600000'],
  ['exit', '', 'code', '256', 'code=3 to exit with 3', '0 to 255'],
];

it('every trouble is in the table of this test', () => {
  expect(FORMS.map(([name]) => name)).toEqual(troubleNames);
});

describe.each(frameworks)('%s', (framework) => {
  it('refuses what CHAOS does not name, and says what to set; /block is not there, as ever', async () => {
    const { get, post } = await open({ CHAOS: 'latency, hang' }, framework);
    for (const [name, good, field] of FORMS) {
      const answer = await post(`/${name}`, good || `${field}=-1`);
      if (['latency', 'hang'].includes(name)) expect(answer, name).toMatchObject({ status: 200, body: '' });
      else if (name === 'block') expect(answer, name).toMatchObject({ status: 404, body: 'not found\n' });
      else expect(answer, name).toMatchObject({ status: 403, body: refused(name) });
      expect((await get(`/${name}`)).status, name).toBe(name === 'block' ? 404 : 405);
    }
  });

  it('quotes what makes no sense, and says what is allowed', async () => {
    const { get, post, ask } = await open({ CHAOS: 'all' }, framework);
    for (const [name, good, field, bad, hint, bounds] of FORMS) {
      const path = `/${name}`;
      if (good !== '') expect(await post(path, good), name).toMatchObject({ status: 200, body: '' });
      for (const value of [bad, '', '-1', '1.5', '1e3', ' 1', '5s', '1000000000', 'NaN', '<b>'])
        expect(await post(path, new URLSearchParams({ [field]: value }).toString()), `${name} ${value}`).toMatchObject({
          status: 400,
          body: `${field} is "${value}"; allowed: a whole number from ${bounds}\n`,
        });
      expect(await post(path, 'other=1'), name).toMatchObject({
        status: 400,
        body: `the form has no field "${field}"; send ${hint}\n`,
      });
      expect(
        await ask({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body: '{}' }),
      ).toMatchObject({
        status: 400,
        body: 'the content type is "application/json"; allowed: application/x-www-form-urlencoded, as curl -d sends it\n',
      });
      expect((await post(path, good || `${field}=0`, { 'sec-fetch-site': 'cross-site' })).status, name).toBe(403);
      const { status, headers } = await get(path);
      expect([status, headers.allow], name).toEqual([405, 'POST']);
    }
    expect(await post('/latency', 'ms=5&on=everything')).toMatchObject({
      status: 400,
      body: 'on is "everything"; allowed: pages, probes, all\n',
    });
    for (const path of ['/latency', '/errors', '/memory'])
      expect(await post(path, 'ms=1&percent=1&mb=1&seconds=601')).toMatchObject({
        status: 400,
        body: 'seconds is "601"; allowed: a whole number from 1 to 600\n',
      });
    expect((await get('/livez')).status).toBe(200);
  });

  it('errors: so many of 100, on pages, probes or both, and for so long; what mends them stays in reach', async () => {
    const { get, post } = await open({ CHAOS: 'errors' }, framework);
    const statuses = async (path: string, count: number) => {
      const list: (number | undefined)[] = [];
      for (let index = 0; index < count; index += 1) list.push((await get(path)).status);
      return list;
    };
    await post('/errors', 'percent=25');
    expect(await statuses('/hostname', 8)).toEqual([200, 200, 200, 500, 200, 200, 200, 500]);
    expect(await statuses('/livez', 4)).toEqual([200, 200, 200, 200]);
    await post('/errors', 'percent=100&on=probes');
    for (const path of ['/livez', '/readyz?verbose', '/startupz', '/livez/livez'])
      expect(await get(path)).toMatchObject({ status: 500, body: 'an error that was asked for\n' });
    expect(await statuses('/hostname', 2)).toEqual([200, 200]);
    await post('/errors', 'percent=100&on=all&seconds=600');
    expect(await statuses('/', 1)).toEqual([500]);
    expect((await get('/', { accept: 'text/html' })).status).toBe(200);
    expect((await get('/metrics')).status).toBe(200);
    expect((await get('/chaos')).status).toBe(200);
    expect((await post('/readyz', 'readyz=OK')).status).toBe(200);
    await post('/errors', 'percent=0');
    expect([...(await statuses('/', 2)), ...(await statuses('/livez', 2))]).toEqual([200, 200, 200, 200]);
  });

  it('latency: answers later, probes too, and whoever is not asked about at once', async () => {
    const { get, post } = await open({ CHAOS: 'latency' }, framework);
    const timed = async (path: string) => {
      const began = performance.now();
      const { status } = await get(path);
      expect(status).toBe(200);
      return performance.now() - began;
    };
    await post('/latency', 'ms=300&on=probes');
    expect(await timed('/readyz')).toBeGreaterThanOrEqual(295);
    await post('/latency', 'ms=60000&on=pages');
    expect(await timed('/readyz')).toBeLessThan(60_000);
    await post('/latency', 'ms=300&on=all');
    expect(await timed('/hostname')).toBeGreaterThanOrEqual(295);
  });
});

describe('with time in hand', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('latency and errors end by themselves', async () => {
    const { get, post } = await open({ CHAOS: 'all' });
    await post('/errors', 'percent=100&seconds=5');
    await post('/latency', 'ms=1&on=probes');
    expect((await get('/hostname')).status).toBe(500);
    expect((await get('/chaos')).body).toContain('errors   percent=100 on=pages seconds=5;');
    expect((await get('/chaos')).body).toContain('latency  ms=1 on=probes seconds=60;');
    vi.advanceTimersByTime(4_999);
    expect((await get('/hostname')).status).toBe(500);
    vi.advanceTimersByTime(1);
    expect((await get('/hostname')).status).toBe(200);
    expect((await get('/chaos')).body).toContain('errors   off;');
  });
});

describe('with timers in hand', () => {
  it('memory grows by ten megabytes a second up to so much, and is let go', async () => {
    const { get, post } = await open({ CHAOS: 'memory' });
    const memory = async () => /^memory +(.*?);/m.exec((await get('/chaos')).body)?.[1];
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
    try {
      await post('/memory', 'mb=15&seconds=30');
      expect(await memory()).toBe('mb=0 of=15');
      const before = process.memoryUsage().arrayBuffers;
      vi.advanceTimersByTime(1_000);
      expect(await memory()).toBe('mb=10 of=15');
      expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThan(5e6);
      vi.advanceTimersByTime(10_000);
      expect(await memory()).toBe('mb=15 of=15');
      vi.advanceTimersByTime(18_999);
      expect(await memory()).toBe('mb=15 of=15');
      vi.advanceTimersByTime(1);
      expect(await memory()).toBe('off');
      await post('/memory', 'mb=1024');
      vi.advanceTimersByTime(300);
      expect(await memory()).toBe('mb=3 of=1024');
      await post('/memory', 'mb=0');
      expect(await memory()).toBe('off');
    } finally {
      vi.useRealTimers();
    }
  });
});

it('cpu: a thread is busy, the event loop is not, and it can be ended', async () => {
  const { get, post } = await open({ CHAOS: 'cpu' });
  const cpu = async () => /^cpu +(.*?);/m.exec((await get('/chaos')).body)?.[1];
  const before = process.cpuUsage();
  await post('/cpu', 'seconds=600');
  await expect.poll(() => process.cpuUsage(before).user, { timeout: 60_000 }).toBeGreaterThan(1_500_000);
  expect(await cpu()).toMatch(/^seconds=\d+$/);
  expect((await get('/livez')).status).toBe(200);
  await post('/cpu', 'seconds=0');
  expect(await cpu()).toBe('off');
});

it('hang: answered in the end; more than a hundred are refused; a client that leaves makes room', async () => {
  const { post, get, port } = await open({ CHAOS: 'hang' });
  const hanging = async () => /^hang +(.*?);/m.exec((await get('/chaos')).body)?.[1];
  const leave = new AbortController();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const all = Array.from({ length: 100 }, () =>
    fetch(`http://127.0.0.1:${port}/hang`, { method: 'POST', headers, body: 'ms=600000', signal: leave.signal }).catch(
      () => 'left',
    ),
  );
  await expect.poll(hanging, { timeout: 60_000 }).toBe('requests=100');
  expect(await post('/hang', 'ms=1')).toMatchObject({ status: 400, body: '100 requests hang already; allowed: 100\n' });
  leave.abort();
  expect(new Set(await Promise.all(all))).toEqual(new Set(['left']));
  await expect.poll(hanging, { timeout: 60_000 }).toBe('off');
  expect(await post('/hang', 'ms=1')).toMatchObject({ status: 200, body: '' });
});

describe('the environment', () => {
  it.each([
    [
      { CHAOS: 'crsh' },
      'CHAOS is "crsh"; allowed: all, or some of latency, errors, hang, block, cpu, memory, crash, exit, with commas between them',
    ],
    [{ CHAOS: 'all,exit' }, 'CHAOS is "all,exit"; allowed: all, or some of'],
    [{ CHAOS: 'constructor' }, 'CHAOS is "constructor"; allowed: all, or some of'],
    [
      { CHAOS: 'exit', COMPAT: 'ikubernetes' },
      'CHAOS is "exit", and COMPAT=ikubernetes has none of it; set one of the two',
    ],
    [{ APP_VERSION: 'v<1>' }, 'APP_VERSION is "v<1>"; allowed: up to 32 of A-Z, a-z, 0-9, ".", "_", "+" and "-"'],
    [{ APP_COLOR: 'pink' }, 'APP_COLOR is "pink"; allowed: blue, green, orange, purple, red, teal'],
    [{ GRPC_PORT: 'x' }, 'GRPC_PORT is "x"; allowed: a whole number from 0 to 65535'],
    [{ PORT: '8080', GRPC_PORT: '8080' }, 'GRPC_PORT is "8080", which is the app\'s own PORT; allowed: another one'],
    [{ PROBE_PORT: '9400', GRPC_PORT: '9400' }, 'GRPC_PORT is "9400", which is PROBE_PORT; allowed: another one'],
  ])('%j', async (env, message) => {
    await expect(open(env)).rejects.toThrow(message);
  });

  it('BLOCK=true is CHAOS=block', async () => {
    for (const env of [{ BLOCK: 'true' }, { CHAOS: 'block' }]) {
      const { post } = await open(env);
      expect((await post('/block', 'ms=0')).status).toBe(400);
    }
  });
});
