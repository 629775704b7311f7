/** docs/troubleshooting.md: what it quotes is what is written, and its command tells apart what it says. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createHandler, type Health } from '@probez/core';
import { createHealth, manualCheck, probes } from '@probez/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../support/packages.ts';
import { filesIn } from './files.ts';

const page = readFileSync(`${ROOT}docs/troubleshooting.md`, 'utf8');
const command = /node -e "(.*)"$/m.exec(page)?.[1] ?? '';

/** The first cells of a section's table, without what is not quoted. */
const quotedIn = (section: string): string[] => {
  const text = page.split(/^## /m).find((part) => part.startsWith(section)) ?? '';
  const cells = Array.from(text.matchAll(/^\| ([^|]*`[^|]*) \|/gm), ([, cell = '']) => cell);
  return cells.flatMap((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, quoted = '']) => quoted));
};

describe('the words of the kubelet', () => {
  const told = filesIn('', '.md')
    .filter((file) => /^(?:examples|docs\/course)\//.test(file))
    .map((file) => readFileSync(ROOT + file, 'utf8'))
    .join('\n');
  const known = [
    ...filesIn('packages/kubelet/src/', '.ts'),
    ...filesIn('packages/kubelet/test/recorded/', '.json'),
  ].map((file) => readFileSync(ROOT + file, 'utf8'));
  const words = [...quotedIn('Probe events'), ...quotedIn('Status of the Pod')].filter((each) => !/^\d+$/.test(each));

  it.each(words)('%s: in a scenario, a recording or the code', (quoted) => {
    // The scenarios have some statuses of all that there are.
    const sought = quoted.replace(/(?<=^statuscode: )\d+$/, '');
    expect([told, ...known].some((text) => text.includes(sought))).toBe(true);
  });

  it('there are some', () => expect(words.length).toBeGreaterThan(10));
});

describe('the lines of /readyz', () => {
  const silent = { logger: false } as const;
  const postgres = (options: { initial?: 'fail'; critical?: false } = {}) =>
    manualCheck({ name: 'postgres', ...options });
  const LINES: Readonly<Record<string, () => Health>> = {
    '[-]not-started failed': () => createHealth(silent),
    '[-]startup-probe failed': () => {
      const checks = [manualCheck({ name: 'warm-up', probes: 'startup', initial: 'fail' })];
      return begun(createHealth({ ...silent, checks }));
    },
    '[-]shutdown failed': () => {
      const health = begun(createHealth(silent));
      health.drain();
      return health;
    },
    '[-]postgres failed: reason withheld': () =>
      begun(createHealth({ ...silent, checks: [postgres({ initial: 'fail' })] })),
    '[-]postgres unknown': () =>
      begun(createHealth({ ...silent, checks: [{ name: 'postgres', run: () => new Promise(() => {}) }] })),
    '[+]postgres warn': () =>
      begun(createHealth({ ...silent, checks: [postgres({ initial: 'fail', critical: false })] })),
  };

  function begun(health: Health): Health {
    void health.start();
    onTestFinished(() => health.stop());
    return health;
  }

  // The stall's line needs a worker thread and a blocked event loop: test/isolated.
  it.each(quotedIn('Lines of /readyz').filter((quoted) => !quoted.includes('event-loop-stall')))('%s', async (line) => {
    const health = LINES[line]?.();
    const answer = health && createHandler(health)({ method: 'GET', url: '/readyz?verbose', headers: {} });
    expect(answer?.body).toContain(line);
  });
});

describe('the command that asks as the kubelet does', () => {
  /** Asks at a second address of the loopback interface, as at the Pod's; or at 127.0.0.1, as the page says. */
  async function asked(port: number, address: string): Promise<string> {
    expect(command).toContain("'+os.hostname()+':3000/");
    const code = command.replace("'+os.hostname()+':3000", `${address}:${port}`);
    const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await once(child, 'close');
    return output.trim();
  }

  it.each([
    ['on all addresses', '0.0.0.0', '127.0.0.2', '200 readyz check passed'],
    ['only on 127.0.0.1, asked as the kubelet does', '127.0.0.1', '127.0.0.2', 'ECONNREFUSED'],
    ['only on 127.0.0.1, asked there', '127.0.0.1', '127.0.0.1', '200 readyz check passed'],
  ])('an app %s', async (_what, host, address, answer) => {
    const health = createHealth({ logger: false });
    await health.start();
    const server = createServer(probes(health)).listen(0, host);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const place = server.address();
    expect(await asked(typeof place === 'object' && place !== null ? place.port : 0, address)).toBe(answer);
  });
});

it('exit code 134 is a full heap', async () => {
  const fill = 'const all = []; for (;;) all.push(new Array(1e5).fill(1.5).map((each) => ({ each })))';
  const child = spawn(process.execPath, ['--max-old-space-size=20', '-e', fill], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const [code, signal] = await once(child, 'close');
  // A shell, and the kubelet, show the signal as 128 and its number.
  expect(signal === 'SIGABRT' ? 128 + 6 : code).toBe(134);
  expect(errors).toContain('JavaScript heap out of memory');
});
