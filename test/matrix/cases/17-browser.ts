import { join } from 'node:path';
import { find, need } from '../../support/programs.ts';
import { type Case, expectText, once, outputOf } from '../case.ts';

/** The core and the fetch adapter, where there is no Node at all. */
const CODE = `
import { createHealth, probes } from '@probez/fetch';
import { createFakeClock } from '@probez/core/testing';
const clock = createFakeClock();
const health = createHealth({ logger: false, clock, checks: [{ name: 'a', run: () => true }] });
const answer = probes(health);
const ask = async () => {
  const response = answer(new Request('https://example.test/readyz?verbose'));
  return response.status + ' ' + (await response.text()).trim().split('\\n').at(-1);
};
const said = [await ask()];
await health.start();
said.push(await ask());
health.drain();
said.push(await ask());
document.title = said.join(', ');
`;

export default {
  title: 'a browser, Chromium: core and fetch, bundled by esbuild',
  on: once,
  async run(place) {
    await place.install('@probez/fetch', '@probez/core', 'esbuild');
    place.write('app.mjs', CODE);
    place.write('page.html', '<!doctype html><title>nothing came</title><script type="module" src="app.js"></script>');
    outputOf(await place.exec('npx', 'esbuild', 'app.mjs', '--bundle', '--format=esm', '--outfile=app.js'));
    const flags = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--allow-file-access-from-files',
    ];
    const browser = find('chromium') ?? find('google-chrome') ?? need('chromium');
    const page = `file://${join(place.folder, 'page.html')}`;
    const dom = outputOf(await place.exec(browser, ...flags, '--virtual-time-budget=5000', '--dump-dom', page));
    expectText(
      /<title>(.*?)<\/title>/.exec(dom)?.[1] ?? dom,
      '503 readyz check failed, 200 readyz check passed, 503 readyz check failed',
    );
    return undefined;
  },
} satisfies Case;
