import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { probes } from '@probez/node';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../examples/demoapp/src/config.ts';
import { createPages } from '../../examples/demoapp/src/pages.ts';
import { createSwitches, probeOptionsOf } from '../../examples/demoapp/src/switches.ts';
import { listen } from '../support/listen.ts';
import { missing } from '../support/missing.ts';
import { accessibilityFaults } from './axe.ts';
import { openBrowser, openPage } from './browser.ts';

describe.skipIf(missing('chromium'))("the demo app's page in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it.each([
    ['en', 'light', true],
    ['en', 'dark', false],
    ['zh-CN', 'dark', true],
  ] as const)('%s, %s, JavaScript %s: every switch turns its probe', async (locale, colorScheme, javaScriptEnabled) => {
    const config = readConfig({});
    const switches = createSwitches(false);
    const fallback = createPages(config, switches, '1.2.3');
    const server = createServer(probes(switches.health, { ...probeOptionsOf(config), fallback }));
    onTestFinished(await listen(server));
    await switches.health.start();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { page, complaints, close } = await openPage(browser, url, { locale, colorScheme, javaScriptEnabled });
    onTestFinished(close);
    const probed = async (name: string) => (await fetch(`${url}${name}`)).status;
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
    expect(complaints).toEqual([]);
  });
});
