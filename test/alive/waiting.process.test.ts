import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../support/process.ts';

const FIXTURE = fileURLToPath(new URL('./fixtures/waiting.mjs', import.meta.url));
const { waits, calls }: { waits: readonly string[]; calls: readonly string[] } = JSON.parse(
  execFileSync(process.execPath, [FIXTURE, '--list'], { encoding: 'utf8' }),
);
const outcomes: Readonly<Record<string, string>> = {
  'waitFor, until its deadline': 'WAIT_TIMEOUT\n',
  'waitFor, until its signal': 'TimeoutError\n',
  'waitFor, until a stop': 'SHUTDOWN\n',
};

describe('who waits keeps the process alive, and gets past it', () => {
  it.each(waits)('%s', async (what) => {
    const { code, stdout, stderr } = await runProgram(process.execPath, [FIXTURE, what]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${outcomes[what] ?? ''}past\n`, stderr: '' });
  });
});

describe('checks alone do not', () => {
  it.each(calls)('%s', async (what) => {
    const { code, stdout, stderr } = await runProgram(process.execPath, [FIXTURE, what], { limitMs: 20_000 });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'past\n', stderr: '' });
  });
});
