import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe-core finds, as lines: rule, impact and the places. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // Evaluated by the browser itself, so the page's policy may stay as strict as it is.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const run = Reflect.get(Reflect.get(globalThis, 'axe'), 'run');
    const { violations } = await run();
    return violations.map(
      ({ id, impact, nodes }: { id: string; impact: string; nodes: readonly { html: string }[] }) =>
        `${id} (${impact}): ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
    );
  });
}
