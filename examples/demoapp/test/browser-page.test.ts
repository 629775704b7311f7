import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../../../test/support/listen.ts';
import { readConfig } from '../src/config.ts';
import { createParts } from '../src/parts.ts';

/** What Chrome and Firefox send when they open a page. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

async function opened(env: Readonly<Record<string, string>> = {}) {
  const { switches, pages } = createParts(readConfig(env), false, '1.2.3');
  const server = createServer(pages);
  onTestFinished(await listen(server));
  const { port } = server.address() as AddressInfo;
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init });
  return { ask, switches };
}

const form = (body: string, accept: string, more: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: accept, ...more },
});

it.each([
  [BROWSER, 'text/html; charset=utf-8'],
  ['TEXT/HTML', 'text/html; charset=utf-8'],
  ['*/*', 'text/plain; charset=utf-8'],
  ['', 'text/plain; charset=utf-8'],
  ['application/json', 'text/plain; charset=utf-8'],
  ['text/htmlx', 'text/plain; charset=utf-8'],
])('Accept: %s gets %s', async (Accept, type) => {
  const { ask } = await opened();
  for (const method of ['GET', 'HEAD']) {
    const { status, headers } = await ask('/', { method, headers: { Accept } });
    expect([status, headers.get('content-type')]).toEqual([200, type]);
  }
});

it('the other pages, and the original, are text for a browser, too', async () => {
  const { ask } = await opened();
  const original = await opened({ COMPAT: 'ikubernetes' });
  for (const answer of [
    await ask('/hostname', { headers: { Accept: BROWSER } }),
    await original.ask('/', { headers: { Accept: BROWSER } }),
  ])
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect((await original.ask('/readyz', form('readyz=FAIL', BROWSER))).status).toBe(200);
});

describe('a switch', () => {
  it.each([
    ['a browser is led back to the page', BROWSER, 303, './'],
    ['curl gets what it always got', '*/*', 200, null],
  ])('%s', async (_who, accept, status, location) => {
    const { ask, switches } = await opened();
    const answer = await ask('/readyz', form('readyz=FAIL', accept));
    expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([status, location, '']);
    expect(switches.byPath.get('/readyz')?.at.value).toBe('FAIL');
  });

  it('is shown as it stands, with what turns it', async () => {
    const { ask, switches } = await opened();
    const page = async () => (await ask('/', { headers: { Accept: BROWSER } })).text();
    expect(await page()).toContain('name="readyz" value="FAIL"');
    switches.set('readyz', '<b>');
    expect(await page()).toContain('name="readyz" value="OK"');
    expect(await page()).not.toContain('<b>');
  });

  it('that a page of another origin posts is refused as before, and so is another form', async () => {
    const { ask } = await opened();
    const foreign = await ask('/livez', form('livez=FAIL', BROWSER, { Origin: 'http://evil.example' }));
    expect(foreign.status).toBe(403);
    expect((await ask('/livez', form('readyz=FAIL', BROWSER))).status).toBe(400);
  });
});

it('speaks Chinese to whom prefers it', async () => {
  const { ask } = await opened();
  const page = await ask('/', { headers: { Accept: BROWSER, 'Accept-Language': 'zh-CN,zh;q=0.9,en;q=0.8' } });
  expect(await page.text()).toContain('<html lang="zh-CN">');
});
