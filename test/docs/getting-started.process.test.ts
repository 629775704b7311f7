/** docs/getting-started.md in an empty folder, from its first line to where the cluster begins. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { ROOT } from '../support/packages.ts';
import { type Packed, pack } from '../support/packed.ts';
import { runProgram } from '../support/process.ts';
import { Terminal } from './terminal.ts';

const page = readFileSync(`${ROOT}docs/getting-started.md`, 'utf8');
const blocks = Array.from(
  page.matchAll(/^```(\w+)(?: ([\w.]+))?\n([\s\S]*?)^```$/gm),
  ([, fence = '', file, text = '']) => ({
    fence,
    file,
    text,
  }),
);
/** on-postgres.real.test.ts has what needs a database. */
const played = blocks.filter(({ text }) => !text.includes('DATABASE_URL'));
const installed = blocks
  .filter(({ fence }) => fence === 'sh')
  .flatMap(({ text }) => Array.from(text.matchAll(/^npm install (?:--save-dev )?(.*)$/gm), ([, names = '']) => names))
  .flatMap((names) => names.split(' '));

/** What the page says of its only YAML without a file's name. */
function addBelowImage(file: string, lines: string): void {
  const before = readFileSync(file, 'utf8');
  const after = before.replace(/^ *image: .*\n/m, (image) => image + lines);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
}

let packed: Packed;
beforeAll(async () => {
  packed = await pack();
}, 180_000);
afterAll(() => packed?.remove());

it('shows what comes out, and its manifests are clean', { timeout: 600_000 }, async () => {
  const folder = await packed.folderWith(installed);
  const [app, payments] = [await freePort(), await freePort()];
  const terminal = new Terminal(folder, (text) =>
    text.replace(/(?<=localhost:)3000\b/g, String(app)).replace(/\b4000\b/g, String(payments)),
  );
  try {
    for (const { fence, file, text } of played) {
      if (file?.endsWith('.mjs') === true)
        writeFileSync(
          join(folder, file),
          text.replaceAll('4000', String(payments)).replace('listen(3000)', `listen(${app})`),
        );
      else if (file !== undefined) writeFileSync(join(folder, file), text);
      else if (fence === 'console') await terminal.play(text);
      else if (fence === 'yaml') addBelowImage(join(folder, 'deployment.yaml'), text);
    }
  } finally {
    terminal.close();
  }
  const linted = await runProgram('npx', ['probez', 'lint', '--info', 'deployment.yaml', 'service.yaml'], {
    cwd: folder,
    limitMs: 120_000,
  });
  expect(linted.stdout, linted.stderr).toBe('no findings; 1 Pod checked\n');
});

it('its image starts a file that the page has, by Node itself', () => {
  const image = blocks.find(({ file }) => file === 'Dockerfile')?.text ?? '';
  expect(image).toMatch(/^COPY server\.mjs \.\/$/m);
  expect(image).toMatch(/^CMD \["node", "server\.mjs"\]$/m);
  expect(blocks.filter(({ file }) => file === 'server.mjs')).toHaveLength(2);
});
