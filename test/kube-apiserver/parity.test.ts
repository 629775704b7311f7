import { type Check, createHandler, createHealth, type ProbeOptions } from '@probez/core';
import { createFakeClock } from '@probez/core/testing';
import { describe, expect, it } from 'vitest';

/**
 * What kube-apiserver's own tests ask of its health endpoints, restated: requests against a server with the check `ping`
 * and, in some rows, a check `bad` that fails with "this will fail".
 * @see https://github.com/kubernetes/apiserver/blob/master/pkg/server/healthz/healthz_test.go
 */
const ping: Check = { name: 'ping', probes: ['liveness', 'readiness'], run: () => true };
const failing = (name: string, reason = 'this will fail'): Check => ({
  name,
  probes: ['liveness', 'readiness'],
  run() {
    throw new Error(reason);
  },
});

const PARITY: ProbeOptions = {
  failureStatus: 500,
  details: 'always',
  paths: { liveness: ['/livez', '/healthz', '/healthz/test'], readiness: ['/readyz', '/ready', '/healthz/ready'] },
};

async function asker(...checks: readonly Check[]): Promise<(url: string) => string> {
  const health = createHealth({ logger: false, clock: createFakeClock(), checks });
  await health.start();
  const handler = createHandler(health, PARITY);
  return (url) => {
    const response = handler({ method: 'GET', url, headers: {} });
    expect(response?.headers['Content-Type']).toBe('text/plain; charset=utf-8');
    expect(response?.headers['X-Content-Type-Options']).toBe('nosniff');
    return `${response?.status} ${response?.body}`;
  };
}

const passed = (path: string, lines: string) => `200 ${lines}${path} check passed\n`;
const failed = (path: string, lines: string) => `500 ${lines}${path} check failed\n`;
const BAD = '[+]ping ok\n[-]bad failed: reason withheld\n';
const UNMATCHED = 'warn: some health checks cannot be excluded: no matches for';

describe.each(['healthz', 'readyz', 'livez', 'ready'])('/%s as kube-apiserver answers it', (name) => {
  const rows: readonly (readonly [suffix: string, withBad: boolean, expected: string])[] = [
    ['?verbose', false, passed(name, '[+]ping ok\n')],
    ['?exclude=dontexist', false, '200 ok'],
    ['?exclude=bad', true, '200 ok'],
    ['?verbose=true&exclude=bad', true, passed(name, '[+]ping ok\n[+]bad excluded: ok\n')],
    ['?verbose=true&exclude=dontexist', false, passed(name, `[+]ping ok\n${UNMATCHED} "dontexist"\n`)],
    ['/ping', false, '200 ok'],
    ['', false, '200 ok'],
    ['?verbose', true, failed(name, BAD)],
    ['/ping', true, '200 ok'],
    ['/bad', true, '500 internal server error: this will fail\n'],
    ['', true, failed(name, BAD)],
  ];
  it.each(rows)('%j, with the failing check: %s', async (suffix, withBad, expected) => {
    const ask = await asker(ping, ...(withBad ? [failing('bad')] : []));
    expect(ask(`/${name}${suffix}`)).toBe(expected);
  });
});

describe('what the other tests of kube-apiserver ask', () => {
  it('any number of endpoints on paths of their own answer ok', async () => {
    const ask = await asker();
    for (const path of ['/healthz', '/healthz/test', '/healthz/ready']) expect(ask(path)).toBe('200 ok');
  });

  it.each([
    ['verbose=true', '[+]ping ok\n[+]log ok\n'],
    ['verbose&exclude=ping', '[+]ping excluded: ok\n[+]log ok\n'],
    ['verbose&exclude=ping&exclude=log', '[+]ping excluded: ok\n[+]log excluded: ok\n'],
    ['verbose&exclude=ping&exclude=ping', '[+]ping excluded: ok\n[+]log ok\n'],
    // A list in one value is one name.
    ['verbose&exclude=ping,log', `[+]ping ok\n[+]log ok\n${UNMATCHED} "ping,log"\n`],
    ['verbose&exclude=', `[+]ping ok\n[+]log ok\n${UNMATCHED} ""\n`],
    ['verbose&exclude', `[+]ping ok\n[+]log ok\n${UNMATCHED} ""\n`],
    ['verbose&Exclude=ping', '[+]ping ok\n[+]log ok\n'],
    // Pairs that Go's url.Values refuses are no pairs: a semicolon, a bad escape.
    ['verbose&exclude=ping;log', '[+]ping ok\n[+]log ok\n'],
    ['verbose&exclude=%zz', '[+]ping ok\n[+]log ok\n'],
    ['verbose&exclude=n2&exclude=n1&exclude=n2', `[+]ping ok\n[+]log ok\n${UNMATCHED} "n1","n2"\n`],
  ])('excluded by ?%s', async (query, lines) => {
    const ask = await asker(ping, { name: 'log', run: () => true });
    expect(ask(`/readyz?${query}`)).toBe(passed('readyz', lines));
  });

  it('lines stand in the order of registration', async () => {
    const [one, two] = [failing('n1'), failing('n2')];
    const lines = (a: string, b: string) =>
      failed('livez', `[-]${a} failed: reason withheld\n[-]${b} failed: reason withheld\n`);
    expect((await asker(one, two))('/livez')).toBe(lines('n1', 'n2'));
    expect((await asker(two, one))('/livez')).toBe(lines('n2', 'n1'));
    expect((await asker(one))('/livez?exclude=n1')).toBe('200 ok');
  });

  it('a check that fails first and passes later turns the endpoint', async () => {
    let closed = false;
    const clock = createFakeClock();
    const run = () => {
      if (!closed) throw new Error("the provided channel hasn't been closed");
    };
    const health = createHealth({ logger: false, clock, checks: [{ name: 'readyOnChanClose', run }] });
    await health.start();
    const handler = createHandler(health, PARITY);
    const ask = (url: string) => handler({ method: 'GET', url, headers: {} });
    expect(ask('/readyz')?.status).toBe(500);
    expect(ask('/readyz/readyOnChanClose')?.body).toBe(
      "internal server error: the provided channel hasn't been closed\n",
    );
    closed = true;
    await clock.advance(2_000);
    expect(ask('/readyz')).toMatchObject({ status: 200, body: 'ok' });
  });
});

describe('names with slashes, as poststarthook/rbac/bootstrap-roles has them', () => {
  const name = 'poststarthook/rbac/bootstrap-roles';
  it.each([
    ['/readyz', failed('readyz', `[+]ping ok\n[-]${name} failed: reason withheld\n`)],
    [`/readyz/${name}`, '500 internal server error: not finished\n'],
    [`/readyz/${encodeURIComponent(name)}`, '500 internal server error: not finished\n'],
    [`/readyz?exclude=${name}`, '200 ok'],
    [`/readyz?exclude=${encodeURIComponent(name)}&verbose`, passed('readyz', `[+]ping ok\n[+]${name} excluded: ok\n`)],
    ['/readyz/poststarthook', '404 no such check\n'],
    ['/readyz/poststarthook/rbac', '404 no such check\n'],
    [
      '/readyz?exclude=poststarthook',
      failed('readyz', `[+]ping ok\n[-]${name} failed: reason withheld\n${UNMATCHED} "poststarthook"\n`),
    ],
  ])('%s', async (url, expected) => {
    expect((await asker(ping, failing(name, 'not finished')))(url)).toBe(expected);
  });
});

describe("unmatched names are quoted as Go's %q does", () => {
  // Each right-hand side is what fmt.Sprintf("%q", s) prints.
  const table: readonly (readonly [text: string, quoted: string])[] = [
    ['', '""'],
    ['n1', '"n1"'],
    ['a b', '"a b"'],
    ['"', String.raw`"\""`],
    ["'", `"'"`],
    ['`', '"`"'],
    ['\\', String.raw`"\\"`],
    ['\x07\b\f\n\r\t\v', String.raw`"\a\b\f\n\r\t\v"`],
    ['\x00\x01\x1f', String.raw`"\x00\x01\x1f"`],
    ['\x1b[31m', String.raw`"\x1b[31m"`],
    ['\x7f', String.raw`"\x7f"`],
    ['\u0080\u009f', String.raw`"\u0080\u009f"`],
    ['\u00a0', String.raw`"\u00a0"`],
    ['\u00ad', String.raw`"\u00ad"`],
    ['é日本', '"é日本"'],
    ['e\u0301', '"e\u0301"'],
    ['😀', '"😀"'],
    ['\u200b', String.raw`"\u200b"`],
    ['\u2028', String.raw`"\u2028"`],
    ['\u202e', String.raw`"\u202e"`],
    ['\ufeff', String.raw`"\ufeff"`],
    ['\ufffd', '"\ufffd"'],
    ['\ue000', String.raw`"\ue000"`],
    ['\u{e0001}', String.raw`"\U000e0001"`],
    ['\u{10ffff}', String.raw`"\U0010ffff"`],
    ['<script>&', '"<script>&"'],
    ['%s%n', '"%s%n"'],
  ];
  it.each(table)('%j', async (text, quoted) => {
    const ask = await asker(ping);
    expect(ask(`/readyz?verbose&exclude=${encodeURIComponent(text)}`)).toBe(
      passed('readyz', `[+]ping ok\n${UNMATCHED} ${quoted}\n`),
    );
  });

  it('sorts by bytes, as Go does, not by UTF-16 units', async () => {
    const ask = await asker(ping);
    const names = ['\u{1f600}', '\uff5e', 'b', 'B', 'ab', 'a', 'é'];
    const query = names.map((name) => `exclude=${encodeURIComponent(name)}`).join('&');
    expect(ask(`/readyz?verbose&${query}`)).toBe(
      passed('readyz', `[+]ping ok\n${UNMATCHED} "B","a","ab","b","é","\uff5e","\u{1f600}"\n`),
    );
  });

  it('caps number and length', async () => {
    const ask = await asker(ping);
    const query = Array.from({ length: 500 }, (_, index) => `exclude=${index}${'x'.repeat(500)}`).join('&');
    expect(ask(`/readyz?verbose&${query}`).length).toBeLessThan(1_500);
  });
});
