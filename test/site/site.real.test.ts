/** The built site in a browser: `npm run site` first, as `npm test` does. */
import { existsSync, readFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addressOf, pageOf, titleOf } from '../../site/lib/pages.ts';
import { accessibilityFaults } from '../browser/axe.ts';
import { openBrowser, openPage, type Watched } from '../browser/browser.ts';
import { missing } from '../support/missing.ts';
import { ROOT } from '../support/packages.ts';
import { DIST, serveSite } from './serve.ts';

/** One page of each kind, by its file. */
const PAGES = [
  ['the index', 'docs/README.md'],
  ['the overview', 'README.md'],
  ['a guide', 'docs/graceful-shutdown.md'],
  ['wide tables', 'docs/platforms.md'],
  ['pictures', 'packages/status-page/README.md'],
  ['charts', 'docs/benchmarks.md'],
  ['a lesson', 'docs/course/01-three-probes.md'],
  ['a scenario', 'examples/kubernetes/05-http-liveness/README.md'],
  ['a command', 'docs/cli/lint.md'],
  ['lint rules', 'docs/lint/timing.md'],
  ['a package', 'packages/express/README.md'],
  ['a decision', 'docs/decisions/0014-public-face.md'],
  ['the API', 'site/api/@probez/core.md'],
  ['Chinese', 'docs/zh/README.md'],
  ['a lesson in Chinese', 'docs/zh/course/02-readiness.md'],
].map(([kind = '', file = '']) => ({ kind, file, path: addressOf(pageOf(file) ?? file) }));

describe.skipIf(missing('chromium'))('the site in a browser', () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof serveSite>>;
  const watched: Watched[] = [];

  beforeAll(async () => {
    if (!existsSync(`${DIST}/index.html`)) throw new Error('site/dist is not there: npm run site');
    site = await serveSite();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  afterEach(async () => {
    for (const one of watched.splice(0)) {
      expect(one.complaints).toEqual([]);
      await one.close();
    }
  });

  /** A page once it has come alive: what is pressed before that is lost. */
  async function look(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const one = await openPage(browser, site.url + path, options);
    watched.push(one);
    await expect.poll(() => one.page.evaluate('"__vue_app__" in document.querySelector("#app")')).toBe(true);
    return one.page;
  }

  const serious = async (page: Page): Promise<readonly string[]> =>
    (await accessibilityFaults(page)).filter((fault) => /\((?:serious|critical)\)/.test(fault));

  const wider = (page: Page): Promise<unknown> => page.evaluate('document.documentElement.scrollWidth > innerWidth');

  /** Pictures that did not load: a request that fails is a complaint already, one that brings no picture is not. */
  const brokenPictures = (page: Page): Promise<unknown> =>
    page.evaluate(`Promise.all(Array.from(document.images, async (image) => {
      image.loading = 'eager';
      await image.decode().catch(() => {});
      return image.naturalWidth > 0 ? [] : [image.src];
    })).then((found) => found.flat())`);

  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    it.each(PAGES)('$kind: reads well, shows its pictures, asks nobody else', async ({ file, path }) => {
      const page = await look(path, { colorScheme });
      expect(await page.locator('.vp-doc h1').textContent()).toContain(titleOf(readFileSync(ROOT + file, 'utf8')));
      expect(await page.evaluate('document.documentElement.classList.contains("dark")')).toBe(colorScheme === 'dark');
      expect(await brokenPictures(page)).toEqual([]);
      expect(await serious(page)).toEqual([]);
      expect(await wider(page)).toBe(false);
    });
  });

  it.each(PAGES)('on a phone: $kind is no wider than the window', async ({ path }) => {
    const page = await look(path, { viewport: { width: 390, height: 844 }, hasTouch: true });
    expect(await wider(page)).toBe(false);
  });

  it.each([768, 960, 1280, 1440, 1600, 1680, 1920])('nothing is cut off in a window of %i', async (width) => {
    const page = await look('/graceful-shutdown', { viewport: { width, height: 900 } });
    const cut =
      await page.evaluate(`Array.from(document.querySelectorAll('.VPSidebar a, .VPNav a, .VPDoc h1, .VPDoc p'), (each) => {
      const inner = each.getBoundingClientRect();
      const outer = (each.closest('.VPSidebar') ?? document.body).getBoundingClientRect();
      const shown = inner.width > 0 && outer.right > 0;
      return shown && (inner.left < outer.left || inner.right > outer.right) ? [each.textContent] : [];
    }).flat()`);
    expect(cut).toEqual([]);
  });

  it('on a phone: the menu opens and leads on', async () => {
    const page = await look('/', { viewport: { width: 390, height: 844 }, hasTouch: true });
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.locator('.VPSidebar').getByRole('link', { name: 'Choosing what to check' }).click();
    await page.waitForURL('**/choosing-checks');
    await expect.poll(() => page.locator('h1').textContent()).toContain('Choosing what to check');
  });

  it.each([
    ['terminationGracePeriodSeconds', /L\d+|shutdown|grace/i],
    ['gracefulShutdown deadlineMs', /shutdown/i],
    ['staleAfterMs', /stale|heartbeat|options/i],
  ])('the search finds %s', async (words, expected) => {
    const page = await look('/');
    await page.keyboard.press('Control+k');
    await page.locator('#localsearch-input').fill(words);
    await expect.poll(() => page.locator('.result .titles').first().textContent()).toMatch(expected);
    await page.locator('.result .excerpt mark').first().waitFor();
    await page.locator('.result').first().click();
    await expect.poll(() => page.locator('.VPLocalSearchBox').count()).toBe(0);
    expect(new URL(page.url()).pathname).not.toBe('/');
  });

  it('the search finds words of Chinese in the pages of Chinese', async () => {
    const page = await look('/zh/');
    await page.keyboard.press('Control+k');
    await page.locator('#localsearch-input').fill('优雅终止');
    await expect.poll(() => page.locator('.result').first().textContent()).toContain('终止');
    expect(await page.locator('.result').first().getAttribute('href')).toMatch(/^\/zh\//);
  });

  it('on a phone: a wide table scrolls, a shadow says so, and its first column stays', async () => {
    const page = await look('/platforms', { viewport: { width: 390, height: 844 }, hasTouch: true });
    const seen = await page.evaluate(`(() => {
      const table = Array.from(document.querySelectorAll('.vp-doc table')).find((each) => each.scrollWidth > each.clientWidth + 100);
      const leftOf = (cell) => cell.getBoundingClientRect().left - table.getBoundingClientRect().left;
      const [first, second] = table.querySelectorAll('tbody tr:first-child td');
      table.scrollLeft = 100;
      return { shadow: getComputedStyle(table).backgroundAttachment, first: leftOf(first), hidden: leftOf(second) < first.offsetWidth };
    })()`);
    expect(seen).toEqual({ shadow: 'local, local, scroll, scroll', first: 0, hidden: true });
  });

  it('the index of the API says of each entry what it is', async () => {
    const page = await look('/api/');
    const rows = await page.locator('.vp-doc tbody tr').allInnerTexts();
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) expect(row).toMatch(/^@probez\/\S+\s+\w.{10,}/);
  });

  it('a page that is not there says so', async () => {
    const response = await fetch(`${site.url}/nowhere`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('404');
  });
});
