import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Takes a picture; with PROBEZ_PICTURES=1 it is kept for the documentation. */
export async function picture(page: Page, name: string): Promise<void> {
  const png = await page.screenshot({ animations: 'disabled', fullPage: true });
  expect(png.length).toBeGreaterThan(5_000);
  if (process.env.PROBEZ_PICTURES === '1')
    writeFileSync(new URL(`../../docs/images/${name}.png`, import.meta.url), png);
}
