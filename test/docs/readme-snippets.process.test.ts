import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { PACKAGES, ROOT } from '../support/packages.ts';
import { type Packed, pack } from '../support/packed.ts';
import { runProgram } from '../support/process.ts';
import { type Snippet, snippetsOf } from './readme.ts';

/** Where a kubelet would ask: what listens on loopback only is never ready in a Pod. */
const addresses = [
  '127.0.0.1',
  ...Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address),
];

/** What a snippet shows that shows nothing of its own. */
const READY = [{ command: "curl 'localhost:3000/readyz?verbose'", output: '[+]postgres ok\nreadyz check passed\n' }];

let packed: Packed;
beforeAll(async () => {
  packed = await pack();
}, 180_000);
afterAll(() => packed?.remove());

/** Ports that others may have taken are replaced by free ones; nothing else is changed. */
async function withFreePorts(snippet: Snippet): Promise<(text: string) => string> {
  const ports = new Set(snippet.code.match(/\b(?:3000|9\d{3}|50051)\b/g));
  const map = new Map<string, string>();
  for (const port of ports) map.set(port, String(await freePort()));
  return (text) => text.replace(/\b(?:3000|9\d{3}|50051)\b/g, (port) => map.get(port) ?? port);
}

/** `curl URL | grep 'PATTERN'`, without the programs. */
async function curl(command: string): Promise<string> {
  const [, url = ''] = /'?((?:http:\/\/)?localhost:[^ ']+)'?/.exec(command) ?? [];
  const [, only, pattern] = /\| grep (-o )?'([^']+)'/.exec(command) ?? [];
  const text = await (await fetch(`http://${url.replace(/^http:\/\//, '').replace('localhost', '127.0.0.1')}`)).text();
  if (pattern === undefined) return text;
  const found = text.split('\n').flatMap((line) => {
    const match = new RegExp(pattern).exec(line)?.[0];
    return match === undefined ? [] : [only === undefined ? line : match];
  });
  return found.join('\n');
}

async function javaScriptOf(language: Snippet['language'], code: string): Promise<string> {
  if (language === 'js') return code;
  const tsconfigRaw = { compilerOptions: { experimentalDecorators: true } };
  return (await transform(code, { loader: 'ts', target: 'node20', tsconfigRaw })).code;
}

/** Runs the snippet and sees what its page shows: of a server while it is up, of a script at its end. */
async function paste(snippet: Snippet): Promise<void> {
  const free = await withFreePorts(snippet);
  const cli = snippet.seen.some(({ command }) => command.startsWith('npx probez')) ? ['probez'] : [];
  const folder = await packed.folderWith([...snippet.install, ...cli]);
  const file = join(folder, 'app.mjs');
  writeFileSync(file, await javaScriptOf(snippet.language, free(snippet.code)));
  const script = snippet.seen.find(({ command }) => command === 'node app.mjs');
  if (script !== undefined) {
    const { code, stdout, stderr } = await runProgram(process.execPath, [file], { cwd: folder });
    expect({ code, stdout: stdout.trim() }, stderr).toEqual({ code: 0, stdout: script.output.trim() });
    return;
  }
  const child = spawn(process.execPath, [file], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    await serves(child, snippet, free, folder);
  } finally {
    child.kill('SIGKILL');
  }
}

async function serves(child: ChildProcess, snippet: Snippet, free: (text: string) => string, folder: string) {
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  let ended: number | null | undefined;
  child.once('close', (code) => {
    ended = code;
  });
  const shown = snippet.seen.length > 0 ? snippet.seen : READY;
  for (const { command, output } of shown) {
    await expect
      .poll(
        async () => {
          if (ended !== undefined) return `ended with ${ended}: ${said}`;
          try {
            if (command.startsWith('curl')) return (await curl(free(command))).trim();
            const [, ...args] = free(command).split(' ');
            const probez = join(folder, 'node_modules/probez/bin/probez.cjs');
            const { code, stdout } = await runProgram(process.execPath, [probez, ...args.slice(1)], { cwd: folder });
            return code === 0 ? (output === '' ? '' : stdout.trim()) : `exit code ${code}: ${stdout}`;
          } catch (error) {
            return String(error);
          }
        },
        { timeout: 30_000, interval: 100 },
      )
      .toBe(output.trim());
  }
  if (!snippet.code.includes('3000')) return;
  for (const address of addresses)
    expect((await fetch(free(`http://${address}:3000/readyz`))).status, `asked at ${address}`).toBe(200);
  if (!snippet.code.includes('gracefulShutdown')) return;
  child.kill('SIGINT');
  await expect.poll(() => ended, { timeout: 30_000 }).toBe(0);
}

const pages = [
  'README.md',
  'docs/coming-from.md',
  'docs/frameworks.md',
  ...PACKAGES.map(({ folder }) => `packages/${folder}/README.md`),
];

describe.each(pages)('%s, pasted into an empty folder', (page) => {
  const snippets = snippetsOf(ROOT + page);
  it('says what to install before its first code', () => {
    if (page !== 'packages/cli/README.md') expect(snippets.length).toBeGreaterThan(0);
  });
  it.each(snippets)('$install: the code runs, and shows what the page shows', { timeout: 120_000 }, paste);
});
