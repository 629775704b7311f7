import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROOT } from '../support/packages.ts';

/** Without what the page leaves to the reader, and what the apps need for the run: names of files, the app's own answer, ports, the test's drain. */
const plain = (code: string): string =>
  code
    .replaceAll(', ...drain', '')
    .replaceAll(/(['"][./]+(?:lib\/)?health)\.m?js/g, '$1')
    .replaceAll(/(\.\/instrumentation-node|'probes)\.[jt]s/g, '$1')
    .replaceAll(/\b(?:respond|app\.fetch)\b/g, 'APP')
    .replaceAll('.listen(3000)', '.listen(port)')
    .replaceAll('checks: [ping]', 'checks: []')
    .replaceAll(/[\s;]+/g, ' ')
    .trim();

const page = readFileSync(`${ROOT}packages/fetch/README.md`, 'utf8');
// Above its sections stands an app to paste, which test/docs plays.
const sections = page.slice(page.indexOf('\n## '));
const blocks = Array.from(sections.matchAll(/^```js\n([\s\S]*?)^```$/gm), ([, code = '']) => code).join('\n');
/** The code in the second column of both tables. */
const cells = Array.from(page.matchAll(/^\| [^|]+ \| (`[^|]+) \|/gm), ([, cell = '']) => cell).flatMap((cell) =>
  Array.from(cell.matchAll(/`([^`]+)`/g), ([, code = '']) => code),
);
const shown = [...blocks.split('\n'), ...cells].map(plain).filter((line) => !['', '}'].includes(line));

it('the page of the fetch hosts shows what test:hosts has run', () => {
  const hosts = new URL('hosts/', import.meta.url);
  const run = plain(
    readdirSync(hosts)
      .map((file) => readFileSync(new URL(file, hosts), 'utf8'))
      .join('\n'),
  );
  expect(shown.length).toBeGreaterThan(25);
  expect(shown.filter((line) => !run.includes(line))).toEqual([]);
});
