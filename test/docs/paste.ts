import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { expect } from 'vitest';
import { freePort } from '../support/free-port.ts';
import type { Packed } from '../support/packed.ts';
import { runProgram } from '../support/process.ts';
import type { Snippet } from './readme.ts';

type Env = Readonly<Record<string, string>>;

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

/** As an app made by `nest new` compiles it: types of constructors say what is injected. */
function javaScriptOf(language: Snippet['language'], code: string): string {
  if (language === 'js') return code;
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2022,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
  };
  return ts.transpileModule(code, { compilerOptions }).outputText;
}

/** Runs the snippet and sees what its page shows: of a server while it is up, of a script at its end. */
export async function paste(snippet: Snippet, packed: Packed, env: Env = {}): Promise<void> {
  const free = await withFreePorts(snippet);
  const cli = snippet.seen.some(({ command }) => command.startsWith('npx probez')) ? ['probez'] : [];
  const folder = await packed.folderWith([...snippet.install, ...cli]);
  const file = join(folder, 'app.mjs');
  writeFileSync(file, javaScriptOf(snippet.language, free(snippet.code)));
  const script = snippet.seen.find(({ command }) => command === 'node app.mjs');
  if (script !== undefined) {
    const { code, stdout, stderr } = await runProgram(process.execPath, [file], { cwd: folder, env });
    expect({ code, stdout: stdout.trim() }, stderr).toEqual({ code: 0, stdout: script.output.trim() });
    return;
  }
  const child = spawn(process.execPath, [file], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    await serves(child, snippet, free, folder);
  } finally {
    child.kill('SIGKILL');
  }
}

/** What was seen, whatever time it took. */
const timeless = (text: string): string => text.trim().replace(/\b[\d.]+ ms\b/g, 'N ms');

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
            if (command.startsWith('curl')) return timeless(await curl(free(command)));
            const [, ...args] = free(command).split(' ');
            const probez = join(folder, 'node_modules/probez/bin/probez.cjs');
            const { code, stdout } = await runProgram(process.execPath, [probez, ...args.slice(1)], { cwd: folder });
            return code === 0 ? (output === '' ? '' : timeless(stdout)) : `exit code ${code}: ${stdout}`;
          } catch (error) {
            return String(error);
          }
        },
        { timeout: 30_000, interval: 100 },
      )
      .toBe(timeless(output));
  }
  if (snippet.code.includes('3000')) {
    for (const address of addresses)
      expect((await fetch(free(`http://${address}:3000/readyz`))).status, `asked at ${address}`).toBe(200);
  }
  if (!snippet.code.includes('gracefulShutdown')) return;
  child.kill('SIGINT');
  await expect.poll(() => ended, { timeout: 30_000 }).toBe(0);
}
