import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RolloutReport } from '@probez/kubelet/rollout';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { formatRollout } from '../../packages/cli/src/rollout/text.ts';
import { rolloutPage } from '../../packages/cli/src/ui/rollout-page.ts';
import { rolloutOf } from '../../packages/cli/test/ui/rollouts.ts';
import { missing } from '../support/missing.ts';
import { accessibilityFaults } from './axe.ts';
import { openBrowser, openPage, type Watched } from './browser.ts';
import { picture } from './picture.ts';

describe.skipIf(missing('chromium'))('the page of a rollout in a browser', () => {
  let browser: Browser;
  let folder = '';
  const watched: Watched[] = [];
  /** Its Pods have gone before the clients have heard of it. */
  const hasty = rolloutOf();
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'probez-rollout-'));
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

  async function look(report: RolloutReport, options: BrowserContextOptions = {}) {
    const path = join(folder, 'rollout.html');
    writeFileSync(path, rolloutPage(report, formatRollout(report, true)));
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
    ['rollout-light', { colorScheme: 'light' }],
    ['rollout-dark', { colorScheme: 'dark' }],
    ['rollout-zh', { colorScheme: 'light', locale: 'zh-CN' }],
    ['rollout-phone', { colorScheme: 'dark', viewport: { width: 390, height: 844 } }],
  ] as const)('%s: axe finds nothing, and nothing is wider than the window', async (name, options) => {
    const { page, go } = await look(hasty, { viewport: { width: 960, height: 760 }, ...options });
    expect(await accessibilityFaults(page)).toEqual([]);
    await go(13);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.locator('h1').click();
    await picture(page, name);
  });

  it('the slider goes through it: capacity, Pods, requests and why', async () => {
    const { page, text, go } = await look(hasty);
    const lane = (pod: string) => page.locator('#lanes li', { hasText: pod });
    expect(await text('#phase')).toMatch(/^done in \d+\.\d s$/);
    expect(await text('#lost')).toBe(`${hasty.requests?.lost} of ${hasty.requests?.sent}`);
    expect(await text('#said')).toContain('web-2-1 is created');
    expect(await lane('web-1-1').textContent()).toContain('– gone');
    expect(await text('#losses')).toContain(hasty.requests?.losses[0]?.why);
    await go(1);
    expect([await text('#phase'), await text('#ready'), await text('#lost')]).toEqual([
      'rolling out',
      '3 of 3',
      '0 of 101',
    ]);
    expect(await page.locator('#lanes li').count()).toBe(4);
    expect(await lane('web-1-1').textContent()).toContain('● ready');
    expect(await lane('web-2-1').textContent()).toContain('new ○ not ready yet');
    expect(await text('#no-losses')).toBe('None.');
    const first = hasty.requests?.losses[0]?.from ?? 0;
    await go(Math.ceil(first * 10) / 10 + 0.1);
    expect(await lane('web-1-1').textContent()).toContain('being deleted');
    expect(await lane('web-1-1').locator('svg').getAttribute('aria-label')).toMatch(/requests lost here$/);
    await page.locator('#slider').focus();
    await page.keyboard.press('End');
    await expect.poll(() => text('#phase')).toMatch(/^done/);
  });

  it('plays, pauses, and speaks the other language at a click', async () => {
    const { page, text, go } = await look(hasty);
    await go(2);
    await page.locator('#play').click();
    await expect.poll(() => text('#clock')).not.toContain('2.0 s /');
    await page.locator('#play').click();
    expect(await text('#play')).toBe('Play');
    await page.getByRole('button', { name: '中文' }).click();
    expect(await text('#lanes-title')).toBe('Pod');
    expect(await text('#capacity-title')).toBe('就绪 Pod 随时间的变化');
    expect(await text('#said')).toContain('web-2-1 已创建');
  });

  it('says why a rollout does not end', async () => {
    const { text } = await look(rolloutOf({ next: { routes: { '/readyz': [503] } }, seconds: 40 }));
    expect(await text('#phase')).toBe('not done: nothing has moved since 0.0 s');
    expect(await text('#why')).toContain('Readiness probe failed: HTTP probe failed with statuscode: 503');
  });

  it('says it all without JavaScript', async () => {
    const { text } = await look(hasty, { javaScriptEnabled: false });
    expect(await text('noscript > pre')).toContain('web-2-1 is created');
    expect(await text('noscript > pre')).toContain(hasty.requests?.losses[0]?.why);
  });

  it('names with HTML in them stay text', async () => {
    const odd = '</script><script>alert(1)</script><img src=x onerror="alert(2)">';
    const change = {
      t: 0,
      phase: 'Running',
      container: `waiting:${odd}`,
      ready: false,
      deleting: false,
      restarts: 0,
    } as const;
    const report: RolloutReport = {
      ...hasty,
      name: odd,
      done: false,
      stalled: { since: 0, why: odd },
      pods: [{ name: odd, revision: 1, changes: [change, { ...change, t: 1, container: `waiting:BackOff ${odd}` }] }],
      timeline: [{ t: 0, text: odd }],
      requests: {
        port: 80,
        sent: 1,
        rate: 1,
        requestMs: 1,
        lost: 1,
        losses: [{ pod: odd, reason: 'down', count: 1, from: 0, to: 0, why: odd }],
      },
    };
    const { page, text } = await look(report);
    for (const place of ['#name', '#why', '#said', '#losses', '#lanes']) expect(await text(place)).toContain(odd);
    expect(await page.locator('img').count()).toBe(0);
    const { page: plain } = await look(report, { javaScriptEnabled: false });
    expect(await plain.locator('img').count()).toBe(0);
  });

  it('a long rollout of many Pods stays quick to look through', async () => {
    const [pod] = hasty.pods;
    if (pod === undefined) throw new Error('no Pod');
    const pods = Array.from({ length: 300 }, (_, index) => ({ ...pod, name: `web-${index}` }));
    const timeline = Array.from({ length: 5_000 }, (_, index) => ({ t: (index * 19) / 5_000, text: `line ${index}` }));
    const { page, go } = await look({ ...hasty, pods, timeline });
    await go(10);
    await page.evaluate(`
      globalThis.changes = 0;
      new MutationObserver((list) => { changes += list.length; }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    `);
    const before = await page.evaluate<number>('document.querySelectorAll("*").length');
    await go(10.1);
    await go(10);
    expect(await page.evaluate<number>('document.querySelectorAll("*").length')).toBe(before);
    expect(await page.evaluate('changes')).toBeLessThan(5_000);
    expect(await page.locator('#said tr').count()).toBe(100);
  });
});
