import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pack } from '../support/packed.ts';
import { runProgram } from '../support/process.ts';
import { copyTo, filesOf, type Manifest, STARTERS } from './starters.ts';

/** NestJS's is compiled first, by a machine that may be busy. */
const LIMIT_MS = 240_000;

let packed: Awaited<ReturnType<typeof pack>>;
beforeAll(async () => {
  packed = await pack();
});
afterAll(() => packed.remove());

describe.each(STARTERS)('examples/%s, copied to an empty folder', { timeout: LIMIT_MS }, (name) => {
  let folder = '';
  const { dependencies, devDependencies, scripts }: Manifest = JSON.parse(filesOf(name).get('package.json') ?? '');
  const npm = (...args: readonly string[]) => runProgram('npm', args, { cwd: folder, limitMs: LIMIT_MS });

  beforeAll(async () => {
    folder = await packed.folderWith(Object.keys({ ...dependencies, ...devDependencies }));
    copyTo(folder, name);
  });

  it('passes its own tests', async () => {
    const { code, stdout, stderr } = await npm('test', '--silent');
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/^(?:#|ℹ) pass 3$/m);
  });

  it('has manifests that the linter has nothing against', async () => {
    const { code, stdout, stderr } = await npm('run', '--silent', 'lint');
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/^no findings/m);
  });

  it('loses no request in a rolling update, which it would if it closed at once', async () => {
    const { code, stdout, stderr } = await npm('run', '--silent', 'rollout');
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/^requests: \d+ sent to port 3000, none lost$/m);
    const rash =
      filesOf(name)
        .get('rollout.json')
        ?.replace(/"closeAfterMs": \d+/, '"closeAfterMs": 0') ?? '';
    writeFileSync(join(folder, 'rollout.json'), rash);
    const worse = await npm('run', '--silent', 'rollout');
    expect(worse.code, worse.stdout + worse.stderr).toBe(1);
    expect(worse.stdout).toMatch(/^requests: \d+ sent to port 3000, \d+ lost$/m);
  });

  it('starts without its database: alive, not ready, and gone on SIGTERM with exit code 0', async () => {
    const built = await npm('run', '--silent', '--if-present', 'build');
    expect(built.code, built.stdout + built.stderr).toBe(0);
    const [, ...args] = scripts.start?.split(' ') ?? [];
    const child = spawn(process.execPath, args, {
      cwd: folder,
      // Nobody listens there.
      env: { ...process.env, PORT: '0', DATABASE_URL: 'postgres://app:app@127.0.0.1:1/app' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const over = once(child, 'exit');
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    try {
      const port = () => /listening (?:on port |at http:\/\/[\d.]+:)(\d+)/i.exec(output)?.[1] ?? '';
      await expect.poll(() => `${port()} ${child.exitCode ?? ''}`, { timeout: 60_000 }).toMatch(/^\d+ $/);
      const ask = async (path: string) => {
        const response = await fetch(`http://127.0.0.1:${port()}${path}`);
        return `${response.status} ${(await response.text()).trim()}`;
      };
      expect(await ask('/livez')).toBe('200 ok');
      await expect.poll(() => ask('/startupz')).toBe('200 ok');
      await expect.poll(() => ask('/readyz')).toMatch(/^503 \[-\]postgres failed/);
      expect(await ask('/')).toMatch(/^500/);
    } finally {
      child.kill('SIGTERM');
    }
    const [code] = await over;
    expect(code, output).toBe(0);
  });
});
