import { createServer } from 'node:http';
import { createFakeClock } from '@probez/core/testing';
import { createHealth, manualCheck, probes } from '@probez/node';
import { statusPage } from '@probez/status-page';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../support/listen.ts';
import { missing } from '../support/missing.ts';
import { accessibilityFaults } from './axe.ts';
import { openBrowser, openPage, type Watched } from './browser.ts';
import { picture } from './picture.ts';
import { openShop, type Shop, TOKEN } from './shop.ts';

describe.skipIf(missing('chromium'))('the status page in a browser', () => {
  let browser: Browser;
  const watched: Watched[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    for (const one of watched.splice(0)) {
      expect(one.complaints).toEqual([]);
      await one.close();
    }
  });

  async function shop(options?: Parameters<typeof openShop>[0]): Promise<Shop> {
    const opened = await openShop(options);
    onTestFinished(() => opened.close());
    return opened;
  }

  async function look(url: string, options: BrowserContextOptions & { readonly expected?: RegExp } = {}) {
    const one = await openPage(browser, url, options);
    watched.push(one);
    return one.page;
  }

  const unlocked = { extraHTTPHeaders: { Authorization: `Basic ${btoa(`anybody:${TOKEN}`)}` } };

  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    it.each([
      ['en', 'Readiness', 'failing'],
      ['zh', '就绪探针', '失败'],
    ])('in %s axe finds nothing, with and without reasons, running and draining', async (lang, probe, failing) => {
      const { health, url } = await shop();
      const page = await look(`${url}/status?lang=${lang}`, { colorScheme });
      await expect.poll(() => page.locator('#probe-readiness').textContent()).toContain(`${probe} ✗ ${failing}`);
      expect(await accessibilityFaults(page)).toEqual([]);
      health.drain('rolling update');
      await expect.poll(() => page.locator('#notice').isVisible()).toBe(true);
      expect(await accessibilityFaults(page)).toEqual([]);
      const open = await look(`${url}/status?lang=${lang}`, { colorScheme, ...unlocked });
      expect(await open.locator('main').textContent()).toContain('ECONNREFUSED');
      expect(await accessibilityFaults(open)).toEqual([]);
    });
  });

  it.each([
    ['status-page-light', { colorScheme: 'light' }],
    ['status-page-dark', { colorScheme: 'dark' }],
    ['status-page-zh', { colorScheme: 'light', locale: 'zh-CN' }],
    ['status-page-phone', { colorScheme: 'light', viewport: { width: 390, height: 844 } }],
  ] as const)('%s: a picture, and nothing is wider than the window', async (name, options) => {
    const { clock, url } = await shop();
    const page = await look(`${url}/status`, { viewport: { width: 960, height: 600 }, ...options, ...unlocked });
    await page.clock.setFixedTime(clock.time());
    await page.reload();
    await expect.poll(() => page.locator('#link').textContent()).toMatch(/live|实时/);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await picture(page, name);
  });

  it('moves as the probes do, and says since when', async () => {
    const { clock, payments, url } = await shop();
    const page = await look(`${url}/status`);
    const row = page.locator('tr', { hasText: 'payments' });
    await expect.poll(() => page.locator('#link').textContent()).toBe('live');
    expect(await row.textContent()).toContain('failing');
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    payments.pass();
    await clock.advance(500);
    await expect.poll(() => row.textContent()).toContain('passing');
    expect(await row.locator('td').nth(1).textContent()).toMatch(/^(?:now|\d sec\. ago)$/);
    await expect.poll(() => page.locator('#probe-readiness').textContent()).toContain('warning');
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('shows no reason before the token was given, and all of them after', async () => {
    const { url } = await shop();
    const page = await look(`${url}/status`, {
      httpCredentials: { username: 'me', password: TOKEN },
      expected: /401 \(Unauthorized\)/,
    });
    expect(await page.locator('main').textContent()).not.toContain('ECONNREFUSED');
    await page.getByRole('link', { name: 'Show reasons' }).click();
    await expect.poll(() => page.locator('main').textContent()).toContain('ECONNREFUSED');
    expect(await page.getByRole('link', { name: 'Show reasons' }).count()).toBe(0);
    // What comes by the stream is not withheld either.
    await expect.poll(() => page.locator('#link').textContent()).toBe('live');
    expect(await page.locator('main').textContent()).toContain('ECONNREFUSED');
  });

  it('can be read and used without JavaScript', async () => {
    const { url } = await shop();
    const page = await look(`${url}/status`, { javaScriptEnabled: false, ...unlocked });
    const text = await page.locator('body').textContent();
    for (const each of ['orders', 'Readiness', 'failing', 'ECONNREFUSED', '2026-01-01 00:02:30Z'])
      expect(text).toContain(each);
    await page.getByRole('link', { name: '中文' }).click();
    expect(await page.locator('#probe-readiness').textContent()).toContain('就绪探针');
  });

  it('names and reasons with HTML in them stay text, from the server and from the stream', async () => {
    const { clock, health, payments, url } = await shop();
    const tag = '<img src=x onerror="alert(1)">';
    health.register(manualCheck({ name: `named ${tag}`, initial: 'pass' }));
    const page = await look(`${url}/status`, unlocked);
    await expect.poll(() => page.locator('#link').textContent()).toBe('live');
    payments.fail(`</td><script>alert(2)</script>${tag}`);
    // It failed before: only the reason is new, which is no event.
    await clock.advance(5_000);
    await expect.poll(() => page.locator('main').textContent()).toContain('<script>alert(2)</script>');
    expect(await page.locator('main').textContent()).toContain(`named ${tag}`);
    expect(await page.locator('img, main script').count()).toBe(0);
  });

  it('can be used with the keyboard, and keeps the place while the list is put in anew', async () => {
    const { clock, health, url } = await shop();
    const page = await look(`${url}/status`);
    await expect.poll(() => page.locator('#link').textContent()).toBe('live');
    const focused = () => page.evaluate<string>('document.activeElement.textContent.trim().slice(0, 12)');
    const order: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      await page.keyboard.press('Tab');
      order.push(await focused());
    }
    expect(order).toEqual(['Show reasons', '中文', expect.stringContaining('Check')]);
    health.register(manualCheck({ name: 'late', initial: 'pass' }));
    await clock.advance(500);
    await expect.poll(() => page.locator('#checks').textContent()).toContain('late');
    expect(await page.evaluate('document.activeElement.id')).toBe('list');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('zh-CN');
  });

  it('lets the server close while it is watched, and comes back when another one is there', async () => {
    const first = await shop();
    const page = await look(`${first.url}/status`, { expected: /ERR_|503/ });
    const link = page.locator('#link');
    await expect.poll(() => link.textContent()).toBe('live');
    first.health.drain('rolling update');
    await expect.poll(() => page.locator('#notice').textContent()).toContain('draining');
    const closed = new Promise<void>((resolve) => first.server.close(() => resolve()));
    first.server.closeIdleConnections();
    await closed;
    await expect.poll(() => link.textContent()).toBe('connection lost, reconnecting');
    // What a proxy says meanwhile ends an EventSource for good.
    let refused = 0;
    const proxy = createServer((_request, response) => {
      refused += 1;
      response.writeHead(503).end();
    });
    await new Promise<void>((resolve) => proxy.listen(first.port, '127.0.0.1', resolve));
    await expect.poll(() => refused).toBeGreaterThan(1);
    await new Promise<void>((resolve) => {
      proxy.close(() => resolve());
      proxy.closeAllConnections();
    });
    await shop({ port: first.port });
    await expect.poll(() => link.textContent()).toBe('live');
    expect(await page.locator('#notice').isHidden()).toBe(true);
  });

  it('keeps nodes, memory and work within bounds with 1,000 checks and many events', async () => {
    const clock = createFakeClock();
    const checks = Array.from({ length: 1_000 }, (_, index) =>
      manualCheck({ name: `check ${index}`, initial: 'pass' }),
    );
    const health = createHealth({ logger: false, clock, checks });
    const server = createServer(probes(health, { fallback: statusPage(health, { details: 'always' }) }));
    onTestFinished(await listen(server));
    void health.start();
    await clock.settle();
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const page = await look(`http://127.0.0.1:${port}/status`);
    await expect.poll(() => page.locator('#link').textContent()).toBe('live');
    const devtools = await page.context().newCDPSession(page);
    const measure = async () => {
      await devtools.send('HeapProfiler.collectGarbage');
      const { nodes } = await devtools.send('Memory.getDOMCounters');
      const { usedSize } = await devtools.send('Runtime.getHeapUsage');
      return { nodes, usedSize };
    };
    let expected = 0;
    await page.evaluate(`
      globalThis.replaced = 0;
      new MutationObserver((list) => { replaced += list.reduce((sum, { addedNodes }) => sum + addedNodes.length, 0); })
        .observe(document.querySelector('tbody'), { childList: true });
    `);
    const turn = async (count: number) => {
      for (let event = 0; event < count; event += 1) {
        const check = checks[event % checks.length];
        if ((event / checks.length) % 2 < 1) check?.fail(`down, ${event}`);
        else check?.pass();
        await clock.advance(500);
        expected += 1;
      }
      await expect.poll(() => page.evaluate('replaced')).toBeGreaterThanOrEqual(expected);
    };
    // Until every row has the changes that it remembers, it grows.
    await turn(50);
    const before = await measure();
    await turn(200);
    const after = await measure();
    // A row is put in for a change, and none of the 999 others.
    expect(await page.evaluate('replaced')).toBeLessThan(expected * 2 + 10);
    expect(after.nodes - before.nodes).toBeLessThan(200 * 40);
    expect(after.usedSize - before.usedSize).toBeLessThan(4_000_000);
  });
});
