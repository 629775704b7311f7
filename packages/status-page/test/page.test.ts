import { createHealth, manualCheck, type ProbeRequest } from '@probez/core';
import { createFakeClock } from '@probez/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPage, type StatusPageOptions } from '../src/page.ts';

const get = (url: string, headers: ProbeRequest['headers'] = {}, method = 'GET'): ProbeRequest => ({
  method,
  url,
  headers,
});

function setUp(options?: StatusPageOptions, checks = [manualCheck({ name: 'search', initial: 'pass' })]) {
  const clock = createFakeClock();
  const health = createHealth({ logger: false, clock, serviceId: 'shop', version: '3', checks });
  return { clock, health, page: createPage(health, options), search: checks[0] };
}

describe('what is the page and what is not', () => {
  it.each<[string, number | undefined, string]>([
    ['/status', 200, 'text/html; charset=utf-8'],
    ['/status/', 200, 'text/html; charset=utf-8'],
    ['/status?lang=zh', 200, 'text/html; charset=utf-8'],
    ['/status/page.css', 200, 'text/css; charset=utf-8'],
    ['/status/page.js', 200, 'text/javascript; charset=utf-8'],
    ['/status/events', 200, 'text/event-stream; charset=utf-8'],
    ['/status/other', undefined, ''],
    ['/statusx', undefined, ''],
    ['/livez', undefined, ''],
    ['/', undefined, ''],
    ['', undefined, ''],
  ])('%s', (url, status, type) => {
    const answer = setUp().page(get(url));
    expect(answer?.status).toBe(status);
    if (answer !== undefined)
      expect(answer.headers).toMatchObject({ 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' });
  });

  it('answers HEAD without a body and no stream, and refuses other methods', () => {
    const { page } = setUp();
    expect(page(get('/status', {}, 'HEAD'))).toMatchObject({ status: 200, body: '' });
    expect(page(get('/status/events', {}, 'HEAD'))?.open).toBeUndefined();
    expect(page(get('/status', {}, 'POST'))).toMatchObject({ status: 405, headers: { Allow: 'GET, HEAD' } });
  });

  it('allows nothing from elsewhere and nothing inline', () => {
    const answer = setUp().page(get('/status'));
    expect(answer?.headers['Content-Security-Policy']).toContain("default-src 'none'");
    expect(answer?.body).not.toMatch(/<script>|style=|onclick|https?:\/\//);
  });

  it('links from where it was asked for', () => {
    const { page } = setUp({ path: '/internal/status' });
    expect(page(get('/internal/status'))?.body).toContain('href="status/page.css"');
    expect(page(get('/internal/status/'))?.body).toContain('href="page.css"');
  });
});

describe('who sees reasons', () => {
  const secret = { authorization: 'Bearer s3cret' };
  const basic = { authorization: `Basic ${btoa('anybody:s3cret')}` };

  async function failing(options?: StatusPageOptions) {
    const check = manualCheck({ name: 'search', initial: 'pass' });
    const parts = setUp(options, [check]);
    await parts.health.start();
    check.fail('cannot reach 10.0.0.7');
    await parts.clock.settle();
    return parts.page;
  }

  it.each<[string, StatusPageOptions, ProbeRequest['headers'], boolean]>([
    ['nobody by default', {}, secret, false],
    ['everybody, if told so', { details: 'always' }, {}, true],
    ['a bearer', { token: 's3cret' }, secret, true],
    ["a browser, by Basic's password", { token: 's3cret' }, basic, true],
    ['no other password', { token: 's3cret' }, { authorization: `Basic ${btoa('s3cret:other')}` }, false],
    ['no broken header', { token: 's3cret' }, { authorization: 'Basic %%%' }, false],
    ['nobody without a token', { token: 's3cret' }, {}, false],
    ['by a function', { details: ({ url }) => url === '/status' }, {}, true],
  ])('%s', async (_who, options, headers, seen) => {
    const body = (await failing(options))(get('/status', headers))?.body ?? '';
    expect(body).toContain('failing');
    expect(body.includes('10.0.0.7')).toBe(seen);
    expect(body.includes('reason withheld')).toBe(!seen);
  });

  it('asks a browser for the token, on a link', async () => {
    const page = await failing({ token: 's3cret' });
    expect(page(get('/status'))?.body).toContain('href="status?unlock&amp;lang=en"');
    expect(page(get('/status?unlock'))).toMatchObject({
      status: 401,
      headers: { 'WWW-Authenticate': expect.stringContaining('Basic') },
    });
    expect(page(get('/status?unlock', basic))?.status).toBe(200);
    expect((await failing())(get('/status?unlock'))?.status).toBe(200);
  });
});

describe('a probe says because of which checks', () => {
  async function cardOf(probe: string, fails: readonly string[], critical = true): Promise<string> {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const checks = names.map((name) => manualCheck({ name, initial: 'pass', critical }));
    const { health, clock, page } = setUp({}, [
      ...checks,
      manualCheck({ name: 'other', initial: 'fail', critical: false }),
    ]);
    await health.start();
    for (const [index, name] of names.entries()) if (fails.includes(name)) checks[index]?.fail('x');
    await clock.settle();
    const body = String(page(get('/status'))?.body);
    return new RegExp(`<li id="probe-${probe}"[\\s\\S]*?</li>`).exec(body)?.[0] ?? '';
  }

  it.each<[string, string, readonly string[], boolean, string | undefined]>([
    ['one', 'readiness', ['b'], true, 'because of b<'],
    ['three', 'readiness', ['a', 'b', 'c'], true, 'because of a, b, c<'],
    ['more', 'readiness', ['a', 'b', 'c', 'd', 'e'], true, 'because of a, b, c + 2<'],
    ['it only warns: of any', 'readiness', ['b'], false, 'because of b, other<'],
    ['those of another probe are no cause', 'liveness', ['a'], true, undefined],
  ])('%s', async (_what, probe, fails, critical, text) => {
    const card = await cardOf(probe, fails, critical);
    if (text === undefined) expect(card).not.toContain('because');
    else expect(card).toContain(text);
  });
});

describe('how bad it is, and for how long', () => {
  const rowOf = (body: string, name: string) => body.split('<tr ').find((row) => row.includes(`>${name}<`)) ?? '';

  async function failing() {
    const checks = [true, false].map((critical) =>
      manualCheck({ name: critical ? 'vital' : 'extra', critical, initial: 'pass' }),
    );
    const parts = setUp({}, checks);
    await parts.health.start();
    await parts.clock.advance(60_000);
    for (const check of checks) check.fail('x');
    await parts.clock.settle();
    return (lang: string) => String(parts.page(get(`/status?lang=${lang}`))?.body);
  }

  it('a check that is not critical says what it does not fail, and is not as red as one that is', async () => {
    const body = await failing();
    expect(rowOf(body('en'), 'vital')).toMatch(/class="fail"(?![\s\S]*does not fail)/);
    expect(rowOf(body('en'), 'extra')).toMatch(/class="warn"[\s\S]*does not fail readiness/);
    expect(rowOf(body('zh'), 'extra')).toContain('不影响就绪');
  });

  it('every probe says since when: where it has not changed, at least since the page is there', async () => {
    const body = await failing();
    const times = (text: string) =>
      [...text.matchAll(/<time datetime="([^"]+)" data-lasting="([^"]+)">([^<]+)</g)].map((found) => found.slice(1));
    const [start, fall] = ['2026-01-01 00:00:00Z', '2026-01-01 00:01:00Z'];
    expect(times(body('en'))).toEqual([
      ['2026-01-01T00:00:00.000Z', 'for at least {}', `since ${start}`],
      ['2026-01-01T00:00:00.000Z', 'for at least {}', `since ${start}`],
      ['2026-01-01T00:01:00.000Z', 'for {}', `since ${fall}`],
    ]);
    expect(times(body('zh'))[1]).toEqual(['2026-01-01T00:00:00.000Z', '已持续至少 {}', `开始于 ${start}`]);
  });

  it('a check that is set by hand has no runs, and says so', async () => {
    const body = await failing();
    expect(rowOf(body('en'), 'vital')).toContain('reported by the app');
    expect(rowOf(body('zh'), 'vital')).toContain('由应用报告');
  });
});

describe('names and reasons never become HTML', () => {
  it.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    '\u202Egnp.exe',
    '&lt;b&gt;',
  ])('%s', async (text) => {
    const check = manualCheck({ name: `n ${text}`, initial: 'pass' });
    const clock = createFakeClock();
    const health = createHealth({ logger: false, clock, serviceId: text, description: text, checks: [check] });
    const page = createPage(health, { details: 'always' });
    await health.start();
    check.fail(text);
    await clock.settle();
    const body = page(get('/status'))?.body ?? '';
    expect(body).not.toMatch(/<script>|<img|onerror=alert\(1\)>|<b>|\u202E/);
    expect(body).not.toContain("' onmouseover='");
  });

  it('whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const health = createHealth({ logger: false, serviceId: text, description: text });
        const body = createPage(health)(get('/status'))?.body ?? '';
        // The tags of the page itself, and no other.
        expect(new Set(body.match(/<\/?[a-z0-9]+/g))).toEqual(EXPECTED_TAGS);
      }),
    );
  });
  const EXPECTED_TAGS = new Set((setUp(undefined, []).page(get('/status'))?.body ?? '').match(/<\/?[a-z0-9]+/g));
});

describe('events', () => {
  async function watched(options?: StatusPageOptions) {
    const check = manualCheck({ name: 'search', initial: 'pass' });
    const parts = setUp(options, [check]);
    await parts.health.start();
    await parts.clock.settle();
    const watch = () => {
      const told: string[] = [];
      let ended = 0;
      const close = parts.page(get('/status/events'))?.open?.({
        write: (text) => told.push(text),
        end: () => {
          ended += 1;
        },
      });
      const parts_ = () =>
        told.flatMap((text) =>
          [.../^data: (.*)$/gm[Symbol.matchAll](text)].map(([, data = '']) => JSON.parse(data).parts),
        );
      return { told, close, ended: () => ended, parts: parts_ };
    };
    return { ...parts, check, watch };
  }

  it('tells all at first, then what has changed, twice a second at most', async () => {
    const { clock, check, watch } = await watched();
    const { parts } = watch();
    expect(Object.keys(parts()[0])).toEqual(['notice', 'probe-startup', 'probe-liveness', 'probe-readiness', 'checks']);
    for (let turn = 0; turn < 9; turn += 1) {
      check.fail('down');
      check.pass();
    }
    check.fail('down');
    await clock.settle();
    expect(parts()).toHaveLength(1);
    await clock.advance(500);
    expect(parts()).toHaveLength(2);
    expect(Object.keys(parts()[1])).toEqual(['probe-readiness', 'check-0']);
    await clock.advance(5_000);
    expect(parts()).toHaveLength(2);
  });

  it('puts the list in anew when a check comes or goes', async () => {
    const { clock, health, check, watch } = await watched();
    const { parts } = watch();
    const unregister = health.register(manualCheck({ name: 'late', initial: 'fail' }));
    check.fail('so that something is told');
    await clock.advance(500);
    expect(parts().at(-1).checks).toContain('late');
    unregister();
    check.pass();
    await clock.advance(500);
    expect(parts().at(-1).checks).not.toContain('late');
  });

  it('ends when the service drains, and holds nobody up after that', async () => {
    const { health, watch } = await watched();
    const first = watch();
    health.drain('rolling update');
    // Closing may begin at once.
    await Promise.resolve();
    expect(first.ended()).toBe(1);
    expect(Object.keys(first.parts().at(-1))).toEqual(['notice', 'probe-readiness']);
    expect(first.parts().at(-1).notice).toContain('draining');
    const second = watch();
    expect(second.ended()).toBe(1);
    expect(second.parts()).toHaveLength(1);
  });

  it('ends when health has been stopped without a drain', async () => {
    const { clock, health, watch } = await watched();
    const { ended, parts } = watch();
    await health.stop();
    await clock.advance(20_000);
    expect(ended()).toBe(1);
    expect(parts().at(-1).notice).toContain('stopped');
    expect(watch().ended()).toBe(1);
  });

  it('has room for so many, and forgets those who go', async () => {
    const { watch } = await watched({ maxStreams: 2 });
    const [one] = [watch(), watch()];
    const third = watch();
    expect(third.ended()).toBe(1);
    expect(third.told).toEqual(['retry: 60000\n\n']);
    one?.close?.();
    one?.close?.();
    expect(watch().ended()).toBe(0);
  });

  it('renders nothing while nobody watches, and says that it is there while somebody does', async () => {
    const { clock, check, watch } = await watched();
    const { close, told } = watch();
    await clock.advance(20_000);
    expect(told.at(-1)).toBe(': still here\n\n');
    close?.();
    const before = told.length;
    check.fail('down');
    await clock.advance(60_000);
    expect(told).toHaveLength(before);
  });
});

it('speaks Chinese to whom asks for it', () => {
  const { page } = setUp();
  expect(page(get('/status', { 'accept-language': 'zh-CN,zh;q=0.9' }))?.body).toContain('就绪探针');
  expect(page(get('/status?lang=zh', { 'accept-language': 'en' }))?.body).toContain('<html lang="zh-CN">');
  expect(page(get('/status', { 'accept-language': 'de' }))?.body).toContain('Readiness');
});

it('reading starts nothing, and says that nobody has started it', () => {
  const { health, page } = setUp();
  expect(page(get('/status'))?.body).toContain('No check runs yet: health.start() has not been called.');
  expect(health.phase).toBe('idle');
});

describe('bad options', () => {
  it.each<[unknown, string]>([
    [{ path: 'status' }, 'path is "status"'],
    [{ path: '/' }, 'path is "/"'],
    [{ paths: '/a' }, 'unknown option "paths"; did you mean "path"?'],
    [{ maxStreams: 0 }, 'maxStreams is 0'],
    [{ token: '' }, 'token is empty'],
  ])('%j', (options, message) => {
    // What a caller without types may write.
    expect(() => Reflect.apply(createPage, undefined, [createHealth({ logger: false }), options])).toThrow(message);
  });
  it('no health', () =>
    expect(() => Reflect.apply(createPage, undefined, [{}])).toThrow('the health that createHealth() returned'));
});
