import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/support/free-port.ts';
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

    it.each<[string, Readonly<Record<string, string>>]>([
      ['a page of another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
      ['a page of another port', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
      ['an old browser', { origin: 'http://evil.example' }],
      ['a page without an origin', { origin: 'null' }],
      ['no origin at all, but from elsewhere', { 'sec-fetch-site': 'cross-site' }],
    ])('posted from %s is a 403, and changes nothing', async (_name, headers) => {
      const body = `${field}=FAIL`;
      const answer = await ask(app.port, { method: 'POST', path: `/${field}`, headers: { ...FORM, ...headers }, body });
      expect(answer.status).toBe(403);
      expect(answer.body).toMatch(/^posted from .+; allowed: from this app itself, or without a browser\n$/);
      expect((await ask(app.port, { path: `/${field}` })).status).toBe(200);
    });

    it('posted from a page of its own is as good as from curl', async () => {
      for (const headers of [{ origin: `http://127.0.0.1:${app.port}` }, { 'sec-fetch-site': 'same-origin' }]) {
        const body = `${field}=OK`;
        const asked = { method: 'POST', path: `/${field}`, headers: { ...FORM, ...headers }, body };
        expect((await ask(app.port, asked)).status).toBe(200);
      }
    });

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
  { path: '/readyz', method: 'POST', headers: { ...FORM, origin: 'https://evil.example' }, body: 'readyz=FAIL' },
  { path: '/nothing' },
  { path: '/nothing', method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
  { path: '/block', method: 'POST', headers: FORM, body: 'ms=1' },
  { path: '/block' },
  { path: '/constructor' },
  { path: '/__proto__' },
];

/** With BLOCK=true. */
const BLOCK_TABLE: readonly (readonly [Ask, number, string])[] = [
  [{ path: '/block' }, 405, 'method not allowed\n'],
  [{ path: '/block', method: 'HEAD' }, 405, ''],
  [{ path: '/block', method: 'PUT', headers: FORM, body: 'ms=1' }, 405, 'method not allowed\n'],
  [{ path: '/block/', method: 'POST', headers: FORM, body: 'ms=1' }, 404, 'not found\n'],
  [{ path: '/block?x=1', method: 'POST', headers: FORM, body: 'ms=1' }, 200, ''],
  [{ path: '/block', method: 'POST', headers: FORM, body: 'ms=1&other=2' }, 200, ''],
  [
    { path: '/block', method: 'POST', headers: FORM, body: '' },
    400,
    'the form has no field "ms"; send ms=5000 for five seconds\n',
  ],
  [
    { path: '/block', method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"ms":1}' },
    400,
    'the content type is "application/json"; allowed: application/x-www-form-urlencoded, as curl -d sends it\n',
  ],
  ...['', '0', '-1', '1.5', '1e3', '600001', ' 1', '5s', '1000000000', 'NaN'].map(
    (ms) =>
      [
        { path: '/block', method: 'POST', headers: FORM, body: new URLSearchParams({ ms }).toString() },
        400,
        `ms is "${ms}"; allowed: a whole number from 1 to 600000\n`,
      ] as const,
  ),
];

describe('POST /block', () => {
  it('answers the same bytes in all three frameworks, and says what is wrong', async () => {
    const apps = await Promise.all(FRAMEWORKS.map((FRAMEWORK) => start({ FRAMEWORK, BLOCK: 'true' })));
    try {
      for (const [asked, status, body] of BLOCK_TABLE) {
        const [express, ...others] = await Promise.all(apps.map((app) => ask(app.port, asked)));
        expect(express, `${asked.method} ${asked.path} ${asked.body}`).toMatchObject({ status, body });
        for (const other of others) expect(other, `${asked.method} ${asked.path}`).toEqual(express);
      }
      expect((await ask(apps[0]?.port ?? 0, { path: '/block' })).headers.allow).toBe('POST');
    } finally {
      for (const app of apps) app.child.kill('SIGKILL');
      await Promise.all(apps.map((app) => app.exited));
    }
  });

  it.each(FRAMEWORKS)('%s: the answer comes first, then nothing does for as long as was asked', async (FRAMEWORK) => {
    const app = await start({ FRAMEWORK, BLOCK: 'true' });
    try {
      const began = performance.now();
      expect((await ask(app.port, { path: '/block', method: 'POST', headers: FORM, body: 'ms=2000' })).status).toBe(
        200,
      );
      expect((await ask(app.port, { path: '/livez' })).status).toBe(200);
      expect(performance.now() - began).toBeGreaterThanOrEqual(1_990);
    } finally {
      app.child.kill('SIGKILL');
      await app.exited;
    }
  });

  it('is not there unless BLOCK=true says so', async () => {
    const app = await start({});
    try {
      const asked = { path: '/block', method: 'POST', headers: FORM, body: 'ms=60000' };
      expect(await ask(app.port, asked)).toMatchObject({ status: 404, body: 'not found\n' });
      expect((await ask(app.port, { path: '/livez' })).status).toBe(200);
    } finally {
      app.child.kill('SIGKILL');
      await app.exited;
    }
  });
});

describe.each(['false', 'true'])('PROBE_PORT with ISOLATED=%s', (ISOLATED) => {
  const urlOf = (app: DemoApp): URL =>
    new URL(/also on (http:\S+?)(?:,|$)/m.exec(app.output())?.[1] ?? 'http://none.example');

  it.each(FRAMEWORKS)('%s: the probes have the same bytes there, and the pages are not there', async (FRAMEWORK) => {
    const app = await start({ FRAMEWORK, PROBE_PORT: '0', ISOLATED });
    try {
      await expect.poll(() => app.output()).toContain('also on');
      expect(app.output().includes('from a worker thread')).toBe(ISOLATED === 'true');
      const probePort = Number(urlOf(app).port);
      const both = async (path: string) =>
        Promise.all([app.port, probePort].map(async (port) => ask(port, { path, method: 'GET' })));
      for (const path of ['/livez', '/readyz', '/startupz', '/readyz?verbose', '/livez/livez']) {
        const [own, other] = await both(path);
        expect(other, path).toEqual(own);
        expect(own?.status, path).toBe(200);
      }
      await post(app.port, 'readyz', 'FAIL');
      await expect.poll(async () => (await ask(probePort, { path: '/readyz' })).status).toBe(503);
      expect((await both('/readyz'))[1]).toEqual((await both('/readyz'))[0]);
      expect((await ask(probePort, { path: '/livez' })).status).toBe(200);
      await post(app.port, 'readyz', 'OK');
      await expect.poll(async () => (await ask(probePort, { path: '/readyz' })).status).toBe(200);
      expect((await ask(probePort, { path: '/' })).status).toBe(404);
      expect((await post(probePort, 'livez', 'FAIL')).status).not.toBe(200);
      expect((await ask(app.port, { path: '/livez' })).status).toBe(200);
    } finally {
      app.child.kill('SIGKILL');
      await app.exited;
    }
  });

  it('SIGTERM: not ready there too, then exit 0', async () => {
    const app = await start({ PROBE_PORT: '0', ISOLATED, DRAIN_DELAY_MS: '3000' });
    await expect.poll(() => app.output()).toContain('also on');
    const port = Number(urlOf(app).port);
    app.child.kill('SIGTERM');
    await expect.poll(async () => (await ask(port, { path: '/readyz' })).status, { interval: 10 }).toBe(503);
    expect(await app.exited).toEqual([0, null]);
  });

  it('a probe port in use says so, and exits with 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const app = launch({ PROBE_PORT: String(port), ISOLATED });
    expect(await app.exited).toEqual([1, null]);
    expect(app.output()).toContain(`demoapp: the probes cannot be served on port ${port}, host "127.0.0.1"`);
    taken.close();
  });

  it('the app’s own port in use says so, and exits with 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const app = launch({ PORT: String(port), PROBE_PORT: '0', ISOLATED });
    expect(await app.exited).toEqual([1, null]);
    expect(app.output()).toContain(`demoapp: port ${port} on 127.0.0.1 is in use`);
    taken.close();
  });
});

it.each(FRAMEWORKS)('DETAILS=always in %s: everybody is told why', async (FRAMEWORK) => {
  const app = await start({ FRAMEWORK, DETAILS: 'always' });
  try {
    await post(app.port, 'readyz', 'FAIL');
    expect((await ask(app.port, { path: '/readyz/readyz' })).body).toBe('internal server error: POST readyz=FAIL\n');
    const { body } = await ask(app.port, { path: '/readyz?format=json' });
    expect(JSON.parse(body).checks.readyz[0].output).toBe('POST readyz=FAIL');
  } finally {
    app.child.kill('SIGKILL');
    await app.exited;
  }
});

describe('START_DELAY_MS', () => {
  it('nothing listens before, neither the app nor the probe port', async () => {
    const port = await freePort();
    const began = performance.now();
    const app = launch({ PORT: String(port), START_DELAY_MS: '4000' });
    try {
      await expect(ask(port, { path: '/livez' })).rejects.toThrow('ECONNREFUSED');
      await expect.poll(() => app.output(), { timeout: 20_000 }).toContain('listens on');
      expect(performance.now() - began).toBeGreaterThan(3_990);
      expect((await ask(port, { path: '/livez' })).status).toBe(200);
    } finally {
      app.child.kill('SIGKILL');
      await app.exited;
    }
  });

  it('SIGTERM meanwhile ends it with 0', async () => {
    const app = launch({ START_DELAY_MS: '600000', DRAIN_DELAY_MS: '0', PROBE_PORT: '0' });
    try {
      await expect.poll(() => app.output(), { timeout: 20_000 }).toContain('A slow start: listens in 600000 ms');
      app.child.kill('SIGTERM');
      expect(await app.exited).toEqual([0, null]);
      expect(app.output()).not.toContain('listens on');
    } finally {
      app.child.kill('SIGKILL');
    }
  });
});

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
    [{ DETAILS: 'yes' }, 'demoapp: DETAILS is "yes"; allowed: never, always\n'],
    [{ BLOCK: 'yes' }, 'demoapp: BLOCK is "yes"; allowed: true, false\n'],
    [{ START_DELAY_MS: '600001' }, 'demoapp: START_DELAY_MS is "600001"; allowed: a whole number from 0 to 600000\n'],
    [{ PROBE_PORT: '70000' }, 'demoapp: PROBE_PORT is "70000"; allowed: a whole number from 0 to 65535\n'],
    [
      { PORT: '8080', PROBE_PORT: '8080' },
      'demoapp: PROBE_PORT is "8080", which is the app\'s own PORT; allowed: another one\n',
    ],
    [{ PROBE_PORT: '9400', ISOLATED: 'maybe' }, 'demoapp: ISOLATED is "maybe"; allowed: true, false\n'],
    [
      { ISOLATED: 'true' },
      'demoapp: ISOLATED is "true", and there is no probe port; set one, for example PROBE_PORT=9400\n',
    ],
    [
      { PROBE_HOST: '0.0.0.0' },
      'demoapp: PROBE_HOST is "0.0.0.0", and there is no probe port; set one, for example PROBE_PORT=9400\n',
    ],
    [
      { PROBE_PORT: '9400', STALL_READINESS_MS: '1000' },
      'demoapp: STALL_READINESS_MS is "1000", and only an isolated probe port sees stalls; set ISOLATED=true\n',
    ],
    [
      { PROBE_PORT: '9400', ISOLATED: 'true', STALL_READINESS_MS: '499' },
      'demoapp: STALL_READINESS_MS is "499"; allowed: a whole number from 500 to 3600000\n',
    ],
    [
      { PROBE_PORT: '9400', ISOLATED: 'true', STALL_READINESS_MS: '2000', STALL_LIVENESS_MS: '1999' },
      'demoapp: STALL_LIVENESS_MS is "1999"; allowed: a whole number from 2000 to 3600000\n',
    ],
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
    expect(app.output()).toContain('HOST is "203.0.113.1", which is not an address of this machine');
  });
});

describe.each(FRAMEWORKS)('going away in %s', (FRAMEWORK) => {
  it('SIGTERM drains and exits 0', async () => {
    const app = await start({ FRAMEWORK, DRAIN_DELAY_MS: '3000' });
    app.child.kill('SIGTERM');
    await expect.poll(async () => (await ask(app.port, { path: '/readyz' })).status, { interval: 10 }).toBe(503);
    expect((await ask(app.port, { path: '/livez' })).status).toBe(200);
    expect((await ask(app.port, { path: '/hostname' })).status).toBe(200);
    expect(await app.exited).toEqual([0, null]);
  });

  it('goes on, and drains, when the reader of its output has gone: npm start | head', async () => {
    const app = await start({ FRAMEWORK, DRAIN_DELAY_MS: '300' });
    app.child.stdout?.destroy();
    app.child.stderr?.destroy();
    await post(app.port, 'readyz', 'FAIL'); // logs a transition
    await expect.poll(async () => (await ask(app.port, { path: '/readyz' })).status, { interval: 10 }).toBe(503);
    app.child.kill('SIGTERM');
    expect(await app.exited).toEqual([0, null]);
  });
});
