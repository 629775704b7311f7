import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { troubleNames } from '../../examples/demoapp/src/chaos/troubles.ts';
import { start } from '../../examples/demoapp/test/demoapp.ts';
import { open } from '../../examples/demoapp/test/in-process.ts';
import { missing } from '../support/missing.ts';
import { accessibilityFaults } from './axe.ts';
import { openBrowser, openPage } from './browser.ts';
import { picture } from './picture.ts';

describe.skipIf(missing('chromium'))("the demo app's page in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  async function look(port: number, options: BrowserContextOptions & { readonly expected?: RegExp } = {}) {
    const url = `http://127.0.0.1:${port}/`;
    const watched = await openPage(browser, url, options);
    onTestFinished(() => watched.close());
    const probed = async (path: string) => (await fetch(url + path)).status;
    return { ...watched, url, probed };
  }

  const card = (page: Page, name: string) => page.locator(`form[action="${name}"]`);

  it.each([
    ['en', 'light', true],
    ['en', 'dark', false],
    ['zh-CN', 'dark', true],
  ] as const)('%s, %s, JavaScript %s: every switch turns its probe', async (locale, colorScheme, javaScriptEnabled) => {
    const { port } = await open();
    const { page, complaints, url, probed } = await look(port, { locale, colorScheme, javaScriptEnabled });
    for (const name of ['livez', 'readyz', 'startupz']) {
      expect(await probed(name)).toBe(200);
      await page.locator(`button[name="${name}"]`).click();
      expect(page.url()).toBe(url);
      expect(await probed(name)).toBe(503);
      expect(await page.locator('.FAIL').count()).toBe(1);
      await page.locator(`button[name="${name}"]`).focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => page.locator('.FAIL').count()).toBe(0);
      expect(await probed(name)).toBe(200);
    }
    if (javaScriptEnabled) expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.locator('noscript a').count()).toBe(javaScriptEnabled ? 0 : 1);
    expect(complaints).toEqual([]);
  });

  it.each([
    ['demoapp-light', { colorScheme: 'light' }, 'blue'],
    ['demoapp-dark', { colorScheme: 'dark' }, 'green'],
    ['demoapp-zh', { colorScheme: 'light', locale: 'zh-CN' }, 'orange'],
    ['demoapp-phone', { colorScheme: 'dark', viewport: { width: 390, height: 844 } }, 'purple'],
    ['demoapp-red', {}, 'red'],
    ['demoapp-teal', {}, 'teal'],
  ] as const)('%s: axe finds nothing, nothing is wider than the window', async (name, options, color) => {
    const { port, post } = await open({ CHAOS: 'all', APP_VERSION: '2.0', APP_COLOR: color });
    await post('/readyz', 'readyz=FAIL');
    await post('/errors', 'percent=25');
    const { page, complaints } = await look(port, { viewport: { width: 960, height: 760 }, ...options });
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    if (!['red', 'teal'].includes(color)) await picture(page, name);
    expect(complaints).toEqual([]);
  });

  it.each([true, false])(
    'every trouble that leaves the process alive does what it says; JavaScript %s',
    async (javaScriptEnabled) => {
      const { port } = await open({ CHAOS: 'all' });
      const { page, complaints, url, probed } = await look(port, { javaScriptEnabled });
      /** Fills the form and sends it; it is back on the page then. */
      async function bring(name: string, values: Readonly<Record<string, string>>): Promise<string> {
        for (const [field, value] of Object.entries(values)) {
          const place = card(page, name).locator(`input[name="${field}"], select[name="${field}"]`);
          if (field === 'on') await place.selectOption(value);
          else await place.fill(value);
        }
        await card(page, name).getByRole('button', { name: 'Go' }).click({ timeout: 60_000 });
        expect(page.url()).toBe(url);
        return (await card(page, name).locator('h3 + span').textContent()) ?? '';
      }
      const timed = async (act: () => Promise<unknown>) => {
        const began = performance.now();
        await act();
        return performance.now() - began;
      };

      expect(await bring('errors', { percent: '100', on: 'probes' })).toMatch(/^100 % of probes fail, \d+ s left$/);
      expect(await probed('livez')).toBe(500);
      expect(await bring('errors', { percent: '0' })).toBe('off');
      expect(await probed('livez')).toBe(200);

      expect(await bring('latency', { ms: '400', on: 'probes' })).toMatch(
        /^probes are answered 400 ms later, \d+ s left$/,
      );
      expect(await timed(() => probed('readyz'))).toBeGreaterThanOrEqual(395);
      expect(await bring('latency', { ms: '0' })).toBe('off');

      expect(await timed(() => bring('hang', { ms: '500' }))).toBeGreaterThanOrEqual(495);
      expect(
        await timed(async () => [await bring('block', { ms: '500' }), await probed('livez')]),
      ).toBeGreaterThanOrEqual(495);

      expect(await bring('cpu', { seconds: '600' })).toMatch(/^busy, \d+ s left$/);
      expect(await bring('cpu', { seconds: '0' })).toBe('off');

      expect(await bring('memory', { mb: '3' })).toMatch(/^\d of 3 MB$/);
      await card(page, 'memory').getByRole('button', { name: 'Stop' }).click({ timeout: 60_000 });
      await expect.poll(() => card(page, 'memory').locator('h3 + span').textContent()).toBe('off');
      expect(page.url()).toBe(url);
      expect(await page.getByRole('button', { name: 'Stop' }).count()).toBe(0);
      expect(complaints).toEqual([]);
    },
  );

  it('a number out of bounds is stopped by the browser', async () => {
    const { port } = await open({ CHAOS: 'latency' });
    const { page, url } = await look(port);
    await card(page, 'latency').locator('[name="ms"]').fill('60001');
    await card(page, 'latency').getByRole('button', { name: 'Go' }).click();
    expect(await page.evaluate(`document.querySelector('[name="ms"]').validity.rangeOverflow`)).toBe(true);
    expect(page.url()).toBe(url);
  });

  it('what is not allowed has no form, and says what to set', async () => {
    const { port } = await open({ CHAOS: 'latency' });
    const { page } = await look(port);
    expect(await page.locator('form').count()).toBe(4);
    const others = troubleNames.filter((name) => name !== 'latency');
    expect(await page.locator('code', { hasText: 'CHAOS=' }).textContent()).toBe(`CHAOS=${others.join(',')}`);
  });

  it.each([
    ['exit', 3],
    ['crash', 1],
  ] as const)('%s: says that it ends, and ends with %i', async (name, code) => {
    const app = await start({ CHAOS: 'all' });
    const { page, complaints } = await look(app.port);
    await card(page, name).getByRole('button', { name: 'Go' }).click();
    await expect.poll(() => page.locator('main').textContent()).toContain('The process ends now.');
    expect(await app.exited).toEqual([code, null]);
    expect(complaints).toEqual([]);
  });

  it('WebSocket and event stream open, close, and are closed by a drain', async () => {
    const app = await start({ DRAIN_DELAY_MS: '0' });
    // Once it is gone, the browser says that it cannot be reached.
    const { page, complaints } = await look(app.port, {
      expected: /ERR_(?:CONNECTION_REFUSED|INCOMPLETE_CHUNKED|EMPTY)/,
    });
    const [socket, stream] = [page.locator('#websocket'), page.locator('#stream')];
    await socket.getByRole('button', { name: 'Open' }).click();
    await expect.poll(() => socket.textContent()).toContain('hello 1');
    await stream.getByRole('button', { name: 'Open' }).click();
    await expect.poll(() => stream.textContent()).toContain('"count":1');
    expect(await accessibilityFaults(page)).toEqual([]);
    await socket.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => socket.textContent()).toContain('closed 1000');
    await stream.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => stream.textContent()).toContain('closed');
    await socket.getByRole('button', { name: 'Open' }).click();
    await stream.getByRole('button', { name: 'Open' }).click();
    await expect.poll(() => socket.locator('li').last().textContent()).toMatch(/^hello/);
    await expect.poll(() => stream.locator('li').last().textContent()).toMatch(/count/);
    app.child.kill('SIGTERM');
    expect(await app.exited).toEqual([0, null]);
    await expect.poll(() => socket.textContent()).toContain('closed 1001 the server is shutting down');
    await expect.poll(() => stream.locator('li').last().textContent()).toBe('closed');
    expect(complaints).toEqual([]);
  });
});
