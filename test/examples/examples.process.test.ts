import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const entry = (name: string): string => fileURLToPath(new URL(`../../examples/${name}/app.js`, import.meta.url));
let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
});

describe.each(['express', 'fastify', 'koa'])('examples/%s', (name) => {
  it('answers probes and its own route, and goes away on Ctrl-C', async () => {
    const started = spawn(process.execPath, [entry(name)], {
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = started;
    let output = '';
    started.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    const ended = new Promise<number | null>((resolve) => started.once('close', resolve));
    await expect.poll(() => output, { timeout: 10_000 }).toMatch(/http:\S+/);
    const url = new URL(/http:\S+/.exec(output)?.[0] ?? '');
    await expect.poll(async () => (await fetch(url)).text()).toBe('[+]database ok\nreadyz check passed\n');
    expect(await (await fetch(new URL('/startupz?verbose', url))).text()).toBe(
      '[+]warm-up ok\nstartupz check passed\n',
    );
    expect(await (await fetch(new URL('/', url))).text()).toBe('Hello!\n');
    expect((await fetch(new URL('/nothing', url))).status).toBe(name === 'koa' ? 200 : 404);
    started.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(output).toContain('database closed');
  });

  it('is at most 40 lines', () => {
    expect(readFileSync(entry(name), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  });
});
