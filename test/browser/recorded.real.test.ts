import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parsePod } from '@probez/kubelet';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { simulateManifest } from '../../packages/cli/src/simulate/manifest.ts';
import { recordedPage } from '../../packages/cli/src/ui/page.ts';
import { missing } from '../support/missing.ts';
import { accessibilityFaults } from './axe.ts';
import { openBrowser, openPage, type Watched } from './browser.ts';
import { picture } from './picture.ts';

const probe = (path: string, more = {}) => ({ httpGet: { path, port: 8080 }, periodSeconds: 5, ...more });

const TAG = '<img src=x onerror="alert(1)">';
/** A service whose readiness and liveness begin to fail, and which has a secret in its environment. */
const pod = parsePod({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: {
    terminationGracePeriodSeconds: 10,
    containers: [
      {
        name: 'app',
        image: 'x',
        env: [{ name: 'PASSWORD', value: 'hunter2' }],
        startupProbe: probe('/startupz', { periodSeconds: 1 }),
        livenessProbe: probe('/livez'),
        readinessProbe: probe('/readyz'),
      },
    ],
  },
});

const app = {
  boots: [
    {
      routes: {
        '/startupz': [503, 200],
        '/livez': { '0s': 200, '20s': 500 },
        '/readyz': { '0s': 200, '12s': 503 },
      },
    },
    { routes: { '/startupz': [200], '/livez': [200], '/readyz': [200] } },
  ],
} as const;

describe.skipIf(missing('chromium'))('a recorded page in a browser', () => {
  let browser: Browser;
  const watched: Watched[] = [];
  let folder = '';
  let file = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'probez-page-'));
    file = join(folder, 'out.html');
    const { page } = simulateManifest({ pod, seconds: 90, deleteAfterSeconds: 80, apps: { app }, format: 'trace' });
    writeFileSync(file, page());
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    for (const one of watched.splice(0)) {
      expect(one.complaints).toEqual([]);
      await one.close();
    }
  });

  async function look(options: BrowserContextOptions = {}, path = file) {
    const one = await openPage(browser, pathToFileURL(path).href, options);
    watched.push(one);
    const text = (selector: string) => one.page.locator(selector).textContent();
    const go = async (t: number) => {
      await one.page.locator('#slider').fill(String(t));
      await expect.poll(() => text('#clock')).toContain(`${t.toFixed(1)} s /`);
    };
    return { page: one.page, text, go };
  }

  it.each([
    ['en', 'light'],
    ['en', 'dark'],
    ['zh-CN', 'light'],
    ['zh-CN', 'dark'],
  ] as const)('axe finds nothing: %s, %s', async (locale, colorScheme) => {
    const { page, go } = await look({ locale, colorScheme });
    for (const t of [31, 80.4]) {
      await go(t);
      expect(await accessibilityFaults(page)).toEqual([]);
    }
  });

  it.each([
    ['control-room-light', { colorScheme: 'light' }],
    ['control-room-dark', { colorScheme: 'dark' }],
    ['control-room-zh', { colorScheme: 'light', locale: 'zh-CN' }],
    ['control-room-phone', { colorScheme: 'light', viewport: { width: 390, height: 844 } }],
  ] as const)('%s: a picture, and nothing is wider than the window', async (name, options) => {
    const { page, go } = await look({ viewport: { width: 960, height: 760 }, ...options });
    await go(31);
    // Without a ring around the slider.
    await page.locator('h1').click();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await picture(page, name);
  });

  it('the slider goes through time, by mouse and by key', async () => {
    const { page, text, go } = await look();
    expect(await text('#phase')).toBe('ended');
    await go(10);
    expect(await text('#serving')).toBe('yes');
    expect(await text('#restarts')).toBe('0');
    expect(await page.locator('.probe', { hasText: 'Liveness' }).textContent()).toContain('works; 3 failures in a row');
    await go(31);
    expect(await text('#serving')).toBe('no');
    expect(await page.locator('.probe', { hasText: 'Liveness' }).textContent()).toContain(
      '2 of 3 failures in a row; if the next try fails, too, the container is killed in about 4 s',
    );
    await go(60);
    expect(await text('#restarts')).toBe('1');
    await page.locator('#slider').focus();
    await page.keyboard.press('Home');
    await expect.poll(() => text('#phase')).toBe('Pending');
    await page.keyboard.press('End');
    await expect.poll(() => text('#phase')).toBe('ended');
  });

  it('plays, and pauses', async () => {
    const { page, text, go } = await look();
    await go(10);
    const play = page.locator('#play');
    await play.click();
    await expect.poll(() => play.textContent()).toBe('Pause');
    await expect.poll(() => text('#clock')).not.toContain('10.0 s /');
    await play.click();
    await expect.poll(() => play.textContent()).toBe('Play');
  });

  it('speaks the other language at a click', async () => {
    const { page, text, go } = await look();
    await go(31);
    await page.getByRole('button', { name: '中文' }).click();
    await expect.poll(() => text('#containers-title')).toBe('容器与探针');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(await page.locator('.probe').nth(1).textContent()).toContain('连续失败 2/3 次');
    await page.getByRole('button', { name: 'English' }).click();
    await expect.poll(() => text('#containers-title')).toBe('Containers and probes');
  });

  it('names, events and output with HTML in them stay text', async () => {
    const odd = `</script><script>alert(2)</script>${TAG}`;
    const event = { kind: 'event', container: odd, type: 'Warning', reason: odd, message: odd };
    const lines = [
      { t: 0, kind: 'log', version: 1, pod: { name: odd, initContainers: [], containers: [{ name: odd }] } },
      { t: 1, ...event },
      { t: 1, kind: 'output', container: odd, stream: 'stderr', line: odd },
      { t: 1, kind: 'note', text: odd },
    ];
    const path = join(folder, 'odd.html');
    writeFileSync(
      path,
      recordedPage(
        odd,
        lines.map((line) => JSON.stringify(line)),
        `</pre>${odd}`,
      ),
    );
    const { page, text } = await look({}, path);
    expect(await text('#name')).toBe(odd);
    expect(await text('#events')).toContain(odd);
    expect(await text('#output')).toContain(odd);
    expect(await page.locator('img').count()).toBe(0);
    const { page: plain } = await look({ javaScriptEnabled: false }, path);
    expect(await plain.locator('img').count()).toBe(0);
  });

  it('says without JavaScript what kubectl describe would', async () => {
    const { page } = await look({ javaScriptEnabled: false });
    expect(await page.locator('noscript, pre').first().textContent()).toContain(
      'failed liveness probe, will be restarted',
    );
  });

  it('holds no variable, and asks nobody for anything', async () => {
    const { page } = await look();
    expect(await page.content()).not.toContain('hunter2');
    expect(await page.locator('[data-do]').count()).toBe(0);
  });
});
