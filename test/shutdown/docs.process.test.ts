import { describe, expect, it } from 'vitest';
import { blocksOf, runSnippet } from '../docs/snippets.ts';
import { freePort } from '../support/free-port.ts';

const PAGE = 'docs/graceful-shutdown.md';
const PRELUDE = "const pool = { query: async () => {}, end: async () => console.log('pool closed') };\n";
/** At the end of the module: all that it awaits is there. The servers that it does not await listen a little later. */
const UP = "\nsetTimeout(() => console.log('up'), 300);\n";

describe('the page on graceful shutdown', () => {
  const snippets = blocksOf(PAGE, 'js');

  it('shows a server, and a framework that closes itself', () => {
    expect(snippets).toHaveLength(2);
  });

  it.each(snippets.map((code, index) => [/^\/\/ (.*)/.exec(code)?.[1] ?? `example ${index + 1}`, code]))(
    'runs, and ends well when told to: %s',
    async (_name, code) => {
      const port = await freePort();
      const snippet = runSnippet(PRELUDE + code.replace('3000', String(port)) + UP);
      try {
        while (!snippet.output().includes('up')) await new Promise((resolve) => setTimeout(resolve, 50));
        snippet.child.kill('SIGTERM');
        expect(await snippet.ended).toBe(0);
        expect(snippet.output()).toMatch(/^probez: shutdown: finished in .* \(SIGTERM\), exit code 0$/m);
      } finally {
        snippet.child.kill('SIGKILL');
        snippet.remove();
      }
    },
  );

  it('shows the lines that a shutdown writes', () => {
    const [shown = ''] = blocksOf(PAGE, 'console');
    expect(shown).toMatch(
      /draining \(SIGTERM\): not ready.*\n[\s\S]*closing after[\s\S]*finished in 13\.7 s \(SIGTERM\), exit code 0\n$/,
    );
  });
});
