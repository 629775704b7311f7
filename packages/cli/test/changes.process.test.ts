import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build, launcher } from './process.ts';

const directory = mkdtempSync(join(tmpdir(), 'probez-diff-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    cwd: directory,
    stdio: 'pipe',
  });

const write = (periodSeconds: number) =>
  writeFileSync(
    join(directory, 'web.json'),
    JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            containers: [{ name: 'app', image: 'web', livenessProbe: { tcpSocket: { port: 80 }, periodSeconds } }],
          },
        },
      },
    }),
  );

beforeAll(() => {
  build();
  git('init', '-q');
  write(10);
  git('add', '.');
  git('commit', '-qm', 'first');
  write(2);
});

function diff(...args: string[]) {
  try {
    return {
      code: 0,
      text: execFileSync(process.execPath, [launcher, 'diff', ...args], {
        cwd: directory,
        encoding: 'utf8',
        stdio: 'pipe',
      }),
    };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string };
    return { code: status, text: stderr };
  }
}

test('what git has of a file is the old side', () => {
  const { code, text } = diff('--git', 'HEAD', 'web.json');
  expect(text).toMatch(/^app: hang to restart +20 to 31 s +4 to 7 s$/m);
  expect(code).toBe(0);
});

test('a revision that is not there is quoted, with what git says', () => {
  expect(diff('--git', 'nowhere', 'web.json')).toMatchObject({
    code: 2,
    text: expect.stringContaining('--git "nowhere": '),
  });
});
