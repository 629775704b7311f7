import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'vitest';
import { runProgram } from '../support/process.ts';

/** On a busy machine every step may take long; what is asserted is waited for. */
const PATIENCE = { timeout: 120_000, interval: 100 };

/** What was seen, whatever time it took. */
const timeless = (text: string): string => text.trim().replace(/\b[\d.]+ ms\b/g, 'N ms');

/** The words of a command, quotes removed. */
const wordsOf = (command: string): readonly string[] =>
  Array.from(command.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, bare = '']) => quoted ?? bare);

/** `curl [-H HEADER] URL`, without the program. */
async function curl(command: string): Promise<string> {
  const [, ...words] = wordsOf(command);
  const at = words.indexOf('-H');
  const [name = '', value = ''] = at < 0 ? [] : (words[at + 1] ?? '').split(/: (.*)/);
  const url = words.find((word) => word.startsWith('localhost:')) ?? '';
  const headers = at < 0 ? {} : { [name]: value };
  return (await fetch(`http://${url.replace('localhost', '127.0.0.1')}`, { headers })).text();
}

/** Plays what a page shows of terminals in one folder: what is typed is done, and what is below it is waited for. */
export class Terminal {
  readonly #folder: string;
  readonly #port: (text: string) => string;
  readonly #running: { readonly child: ChildProcess; readonly behind: boolean }[] = [];

  /** `port` puts free ports in the place of those of the page. */
  constructor(folder: string, port: (text: string) => string) {
    this.#folder = folder;
    this.#port = port;
  }

  async play(block: string): Promise<void> {
    for (const step of block.split(/^\$ /m).slice(1)) {
      const [command = '', ...output] = step.split('\n');
      await this.#type(command, timeless(output.join('\n')));
    }
  }

  async #type(command: string, output: string): Promise<void> {
    if (/^(?:\w+=\S+ )*node /.test(command)) return this.#start(command, output);
    if (command === 'kill $!') return this.#kill();
    if (command.startsWith('curl ')) {
      const ask = () => curl(this.#port(command)).then(timeless, String);
      return expect.poll(ask, PATIENCE).toBe(timeless(this.#port(output)));
    }
    const { code, stdout, stderr } = await runProgram('sh', ['-c', command], { cwd: this.#folder, limitMs: 120_000 });
    expect({ command, code, shown: timeless(stdout) }, stderr).toEqual({ command, code: 0, shown: output });
  }

  async #start(command: string, output: string): Promise<void> {
    const words = wordsOf(command);
    const env = Object.fromEntries(words.slice(0, words.indexOf('node')).map((word) => word.split('=')));
    const args = words.slice(words.indexOf('node') + 1).filter((word) => word !== '&');
    const child = spawn(process.execPath, args, { cwd: this.#folder, env: { ...process.env, ...env } });
    this.#running.push({ child, behind: words.includes('&') });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    await expect.poll(() => timeless(said), PATIENCE).toContain(timeless(this.#port(output)));
  }

  async #kill(): Promise<void> {
    const last = this.#running.findLast(({ behind }) => behind);
    expect(last, 'something runs behind').toBeDefined();
    if (last === undefined || last.child.exitCode !== null) return;
    const over = once(last.child, 'exit');
    last.child.kill();
    await over;
  }

  close(): void {
    for (const { child } of this.#running) child.kill('SIGKILL');
  }
}
