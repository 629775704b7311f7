import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(root(page), 'utf8');
  return Array.from(text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm))
    .filter((match) => match[1] === language)
    .map((match) => match[2] ?? '');
}

/** Runs a snippet as a module of its own, with the built packages. Imports are moved to the top, as snippets may follow a prelude. */
export function runSnippet(code: string): {
  child: ChildProcess;
  output(): string;
  ended: Promise<number | null>;
  remove(): void;
} {
  const folder = mkdtempSync(fileURLToPath(new URL('./.snippet-', import.meta.url)));
  const file = `${folder}/snippet.mjs`;
  const imports = new Set(Array.from(code.matchAll(/^import .*$/gm), (match) => match[0]));
  writeFileSync(file, `${[...imports].join('\n')}\n${code.replace(/^import .*$/gm, '')}`);
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, output: () => text, ended, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
