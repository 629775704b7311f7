import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ask, ask, type DemoApp, FORM, launch, post, start } from './demoapp.ts';

const FRAMEWORKS = ['express', 'fastify', 'koa'] as const;

describe.each(FRAMEWORKS)('the demo app in %s', (FRAMEWORK) => {
  let app: DemoApp;
  beforeAll(async () => {
    app = await start({ FRAMEWORK });
  });
  afterAll(async () => {
    app.child.kill('SIGKILL');
    await app.exited;
  });

  it('prints its URL and three curl lines', () => {
    expect(app.output()).toContain(`(${FRAMEWORK}) listens on http://127.0.0.1:${app.port}`);
    expect(app.output().match(/^ {2}curl /gm)).toHaveLength(3);
  });

  it.each([
    ['/', /^Probez demoapp v\d+\.\d+\.\d+ !! ClientIP: 127\.0\.0\.1, ServerName: \S+, ServerIP: [\d.]+!\n$/],
    ['/hostname', `ServerName: ${hostname()}\n`],
    ['/configs', 'DEPLOYENV: Production\nRELEASE: Stable\n'],
    ['/livez', 'OK'],
    ['/readyz', 'OK'],
    ['/startupz', 'OK'],
  ])('GET %s', async (path, body) => {
    const answer = await ask(app.port, { path });
    expect(answer.status).toBe(200);
    if (typeof body === 'string') expect(answer.body).toBe(body);
    else expect(answer.body).toMatch(body);
  });

  it('GET /user-agent', async () => {
    expect((await ask(app.port, { path: '/user-agent', headers: { 'user-agent': 'me/1' } })).body).toBe(
      'User-Agent: me/1\n',
    );
  });

  describe.each(['livez', 'readyz', 'startupz'])('POST /%s', (field) => {
    it.each(['FAIL', 'ok', '', 'Faile', 'OK ', 'a&b=c\n'])(
      '%j fails it, OK brings it back, and nothing else changes',
      async (value) => {
        expect(await post(app.port, field, value)).toMatchObject({
          status: 200,
          body: '',
          headers: { 'content-length': '0' },
        });
        const others = ['livez', 'readyz', 'startupz'].filter((name) => name !== field);
        expect(await ask(app.port, { path: `/${field}` })).toMatchObject({
          status: 503,
          body: `[-]${field} failed: reason withheld\n${field} check failed\n`,
        });
        for (const other of others) expect((await ask(app.port, { path: `/${other}` })).status).toBe(200);
        await post(app.port, field, 'OK');
        expect(await ask(app.port, { path: `/${field}` })).toMatchObject({ status: 200, body: 'OK' });
      },
    );

    it.each<[string, Partial<Ask>, string]>([
      ['another field', { headers: FORM, body: 'other=FAIL' }, `the form has no field "${field}"`],
      ['an empty form', { headers: FORM, body: '' }, `the form has no field "${field}"`],
      [
        'JSON',
        { headers: { 'content-type': 'application/json' }, body: `{"${field}":"FAIL"}` },
        'the content type is "application/json"',
      ],
      ['no content type', { body: `${field}=FAIL` }, 'the content type is ""'],
      ['too much', { headers: FORM, body: `${field}=${'x'.repeat(20_000)}` }, 'allowed: 16384'],
    ])('%s is a 400 that says why, and changes nothing', async (_name, asked, reason) => {
      const answer = await ask(app.port, { method: 'POST', path: `/${field}`, ...asked });
      expect(answer.status).toBe(400);
      expect(answer.body).toContain(reason);
      expect((await ask(app.port, { path: `/${field}` })).status).toBe(200);
    });
  });
});

const TABLE: readonly Ask[] = [
  { path: '/' },
  { path: '/', method: 'HEAD' },
  { path: '/', method: 'DELETE' },
  { path: '/?x=1' },
  { path: '/hostname', method: 'POST', headers: FORM, body: 'a=b' },
  { path: '/configs', headers: { accept: 'application/json' } },
  { path: '/livez' },
  { path: '/livez', method: 'HEAD' },
  { path: '/livez?verbose' },
  { path: '/livez/' },
  { path: '//livez' },
  { path: '/%6civez' },
  { path: '/livez/livez' },
  { path: '/livez/none' },
  { path: '/readyz?verbose&exclude=readyz&exclude=none' },
  { path: '/startupz?verbose' },
  { path: '/livez', method: 'PUT' },
  { path: '/livez', method: 'DELETE' },
  { path: '/livez', method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' },
  { path: '/readyz', method: 'POST', headers: FORM, body: 'readyz=FAIL' },
  { path: '/readyz' },
  { path: '/readyz', method: 'HEAD' },
  { path: '/readyz?exclude=readyz' },
  { path: '/readyz', method: 'POST', headers: FORM, body: 'readyz=OK' },
  { path: '/nothing' },
  { path: '/nothing', method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
  { path: '/constructor' },
  { path: '/__proto__' },
];

describe.each(['none', 'ikubernetes'])('compatibility %s', (COMPAT) => {
  it('answers the same bytes in all three frameworks', async () => {
    const apps = await Promise.all(FRAMEWORKS.map((FRAMEWORK) => start({ FRAMEWORK, COMPAT })));
    try {
      for (const asked of TABLE) {
        const [express, fastify, koa] = await Promise.all(apps.map((app) => ask(app.port, asked)));
        expect(fastify, `fastify, ${asked.method} ${asked.path}`).toEqual(express);
        expect(koa, `koa, ${asked.method} ${asked.path}`).toEqual(express);
      }
    } finally {
      for (const app of apps) app.child.kill('SIGKILL');
      await Promise.all(apps.map((app) => app.exited));
    }
  });
});

it('ikubernetes mode: the original’s title, 506 and 507, the posted value verbatim', async () => {
  const app = await start({ COMPAT: 'ikubernetes' });
  try {
    expect((await ask(app.port, { path: '/' })).body).toMatch(
      /^iKubernetes demoapp v1\.0 !! ClientIP: 127\.0\.0\.1, ServerName: \S+, ServerIP: [\d.]+!\n$/,
    );
    await post(app.port, 'livez', 'Faile <b>');
    await post(app.port, 'readyz', '');
    expect(await ask(app.port, { path: '/livez' })).toMatchObject({
      status: 506,
      body: 'Faile <b>',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
    expect(await ask(app.port, { path: '/readyz' })).toMatchObject({ status: 507, body: '' });
    await post(app.port, 'startupz', 'x');
    expect((await ask(app.port, { path: '/startupz' })).status).toBe(503);
    await post(app.port, 'livez', 'OK');
    expect(await ask(app.port, { path: '/livez' })).toMatchObject({ status: 200, body: 'OK' });
  } finally {
    app.child.kill('SIGKILL');
    await app.exited;
  }
});

it('ikubernetes mode with SLOW_FIRST_PROBE: the first GET of a probe waits, the second does not', async () => {
  const app = await start({ COMPAT: 'ikubernetes', SLOW_FIRST_PROBE: 'true' });
  try {
    const order: string[] = [];
    const first = ask(app.port, { path: '/livez' }).then((answer) => order.push(`first ${answer.status}`));
    await ask(app.port, { path: '/' });
    await ask(app.port, { path: '/livez' }).then((answer) => order.push(`second ${answer.status}`));
    await first;
    expect(order).toEqual(['second 200', 'first 200']);
  } finally {
    app.child.kill('SIGKILL');
    await app.exited;
  }
});

describe('bad environment: one clear line and exit 2', () => {
  it.each([
    [{ PORT: 'http' }, 'demoapp: PORT is "http"; allowed: a whole number from 0 to 65535\n'],
    [{ PORT: '65536' }, 'demoapp: PORT is "65536"; allowed: a whole number from 0 to 65535\n'],
    [{ PORT: '-1' }, 'demoapp: PORT is "-1"; allowed: a whole number from 0 to 65535\n'],
    [{ FRAMEWORK: 'hapi' }, 'demoapp: FRAMEWORK is "hapi"; allowed: express, fastify, koa\n'],
    [{ FRAMEWORK: 'constructor' }, 'demoapp: FRAMEWORK is "constructor"; allowed: express, fastify, koa\n'],
    [{ COMPAT: 'x' }, 'demoapp: COMPAT is "x"; allowed: none, ikubernetes\n'],
    [{ DRAIN_DELAY_MS: '1s' }, 'demoapp: DRAIN_DELAY_MS is "1s"; allowed: a whole number from 0 to 600000\n'],
  ])('%j', async (env, line) => {
    const app = launch(env);
    expect(await app.exited).toEqual([2, null]);
    expect(app.output()).toBe(line);
  });

  it.each(FRAMEWORKS)('a port in use says so (%s)', async (FRAMEWORK) => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const app = launch({ FRAMEWORK, PORT: String(port) });
    expect(await app.exited).toEqual([1, null]);
    expect(app.output()).toContain(`demoapp: port ${port} on 127.0.0.1 is in use`);
    taken.close();
  });

  it('a host that is not ours says so', async () => {
    const app = launch({ HOST: '203.0.113.1' });
    expect(await app.exited).toEqual([1, null]);
    expect(app.output()).toContain('HOST is "203.0.113.1", which is no address of this machine');
  });
});

describe.each(FRAMEWORKS)('going away in %s', (FRAMEWORK) => {
  it('SIGTERM drains and exits 0', async () => {
    const app = await start({ FRAMEWORK, DRAIN_DELAY_MS: '300' });
    app.child.kill('SIGTERM');
    await expect.poll(async () => (await ask(app.port, { path: '/readyz' })).status, { interval: 10 }).toBe(503);
    expect((await ask(app.port, { path: '/livez' })).status).toBe(200);
    expect((await ask(app.port, { path: '/hostname' })).status).toBe(200);
    expect(await app.exited).toEqual([0, null]);
  });

  it('Ctrl-C ends at once, with 0', async () => {
    const app = await start({ FRAMEWORK, DRAIN_DELAY_MS: '600000' });
    app.child.kill('SIGINT');
    expect(await app.exited).toEqual([0, null]);
  });
});
