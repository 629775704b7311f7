import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { need } from '../support/programs.ts';

/** Debian's Chromium, without a window. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: need('chromium'),
    // Root's browser has no sandbox, and a container's /dev/shm is small.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--force-color-profile=srgb'],
  });

/** A page, and what it did that it should not. */
export interface Watched {
  readonly page: Page;
  /** Errors and warnings on the console, uncaught ones, dialogs, and requests to anywhere else. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Opens an address. Answers with an error are no complaint where a test brings them about: `expected` names their statuses. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions & { readonly expected?: RegExp } = {},
): Promise<Watched> {
  const { expected, ...more } = options;
  const context = await browser.newContext({ locale: 'en', timezoneId: 'UTC', ...more });
  // A busy machine; the tests' own limit is a minute.
  context.setDefaultTimeout(50_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    if (['error', 'warning'].includes(message.type()) && expected?.test(text) !== true) complaints.push(text);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const origin = url.startsWith('file:') ? url : new URL(url).origin;
  page.on('request', (request) => {
    const to = request.url();
    if (!to.startsWith(origin) && !to.startsWith('data:')) complaints.push(`request to ${to}`);
  });
  await page.goto(url);
  return { page, complaints, close: () => context.close() };
}
