import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build, launcher } from './process.ts';

/** The pages whose commands are run here: what they show is what came out. `-u` writes it anew. */
const pages = [
  '../../../docs/cli/check.md',
  '../../../docs/cli/lint.md',
  '../../../docs/cli/manifest.md',
  '../../../docs/cli/simulate.md',
  '../../../docs/cli/rollouts.md',
  '../../../docs/cli/diff.md',
  '../../../docs/cli/faults.md',
  '../../../docs/cli/config.md',
  '../README.md',
];

let directory = '';
const server = createServer((request, response) => {
  response.writeHead(request.url === '/livez' ? 200 : 503).end(request.url === '/livez' ? 'OK' : 'not ready');
});
let port = 0;

beforeAll(async () => {
  build();
  directory = mkdtempSync(join(tmpdir(), 'probez-docs-'));
  chmodSync(launcher, 0o755);
  // The server is in this process, which a busy machine may hold up for longer than the second that the pages give it.
  const patient = `[ "$1" != check ] || { shift; set -- check --timeout 15 "$@"; }`;
  writeFileSync(join(directory, 'probez'), `#!/bin/sh\n${patient}\nexec '${launcher}' "$@"\n`, { mode: 0o755 });
  // A project that has it installed runs it so.
  writeFileSync(join(directory, 'npx'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
}, 120_000);

afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Both outputs in one, as a terminal shows them; the page says 8080, and times differ. */
function shell(line: string, cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      PATH: `${directory}${delimiter}${process.env.PATH ?? ''}`,
      NO_COLOR: '1',
      FORCE_COLOR: '0',
    };
    const script = line.replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`);
    const child = spawn('sh', ['-c', `{ ${script}\n} 2>&1`], { cwd, env, timeout: 60_000 });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += String(chunk);
    });
    child.once('error', reject);
    child.once('close', () => {
      const shown = text.replaceAll(`127.0.0.1:${port}`, '127.0.0.1:8080');
      resolve(shown.replace(/in [\d.]+ ms/g, 'in 5.2 ms').replace(/"durationMs":[\d.]+/g, '"durationMs":5.2'));
    });
  });
}

async function replay(block: string, cwd: string): Promise<string> {
  const lines = block.split('\n').filter((line) => line.startsWith('$ '));
  const parts: string[] = [];
  for (const line of lines) parts.push(`${line}\n${await shell(line.slice(2), cwd)}`);
  return parts.join('');
}

test.each(pages)('%s shows what the commands print', { timeout: 300_000 }, async (page) => {
  const path = fileURLToPath(new URL(page, import.meta.url));
  const text = readFileSync(path, 'utf8');
  const folder = mkdtempSync(join(directory, 'page-'));
  for (const [, name, body] of text.matchAll(/^```(?:yaml|json) (\S+)\n(.*?)^```$/gms)) {
    writeFileSync(join(folder, name ?? ''), body ?? '');
  }
  let written = text;
  for (const [whole, block] of text.matchAll(/^```console\n(.*?)^```$/gms)) {
    const output = await replay(block ?? '', folder);
    written = written.replace(whole, () => `\`\`\`console\n${output}\`\`\``);
  }
  await expect(written).toMatchFileSnapshot(path);
});

test.each(['../../../README.md', '../../../docs/zh/README.md'])(
  'the demo in %s: what it shows are lines of what comes out',
  { timeout: 180_000 },
  async (page) => {
    const read = (name: string) => readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8');
    const files = new Map(
      Array.from(
        read('../../../docs/cli/rollouts.md').matchAll(/^```(?:yaml|json) (\S+)\n(.*?)^```$/gms),
        ([, name = '', body = '']) => [name, body],
      ),
    );
    const folder = mkdtempSync(join(directory, 'demo-'));
    for (const [name, body] of files) writeFileSync(join(folder, name), body);
    const [, block = ''] = /^```console\n(\$ npx probez simulate web\.yaml .*?)^```$/ms.exec(read(page)) ?? [];
    const [first = '', second = ''] = block.split(/^\$ #.*\n/m);
    const shown = async (part: string) => {
      const [command = '', ...lines] = part.trimEnd().split('\n');
      const out = (await shell(`${command.slice(2)}; echo "exit code $?"`, folder)).trimEnd().split('\n');
      const found = lines.filter((line) => line !== '...').map((line) => out.indexOf(line));
      expect(found).not.toContain(-1);
      expect(found).toEqual(found.toSorted((a, b) => a - b));
      return out.at(-1);
    };
    expect(await shown(first)).toBe('exit code 1');
    expect(block).toContain(files.get('fixed.yaml')?.match(/lifecycle: .*\} \}/)?.[0] ?? 'a change');
    writeFileSync(join(folder, 'web.yaml'), files.get('fixed.yaml') ?? '');
    expect(await shown(second)).toBe('exit code 0');
  },
);
