import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../../test/support/free-port.ts';
import { left } from '../left.ts';
import { directory, manifest, probe, probes, probez } from './pod.ts';

const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

interface Line {
  readonly t: number;
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** Runs the command with --json and lets the test wait for lines. */
function run(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [probez, 'run', '--json', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const lines: Line[] = [];
  let stderr = '';
  let rest = '';
  const waiting: { matches: (line: Line) => boolean; resolve: (line: Line) => void }[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const line: Line = JSON.parse(part);
      lines.push(line);
      for (const one of waiting.filter(({ matches }) => matches(line))) {
        waiting.splice(waiting.indexOf(one), 1);
        one.resolve(line);
      }
    }
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    lines,
    code,
    stderr: () => stderr,
    next(matches: (line: Line) => boolean): Promise<Line> {
      return new Promise((resolve) => waiting.push({ matches, resolve }));
    },
  };
}

const is = (fields: Record<string, unknown>) => (line: Line) =>
  Object.entries(fields).every(([key, value]) => line[key] === value);

describe('probez run', () => {
  it('restarts what is dead, keeps what is not ready, and leaves nothing behind', async () => {
    const port = await freePort();
    const mark = `PROBEZ_TEST=${port}`;
    const pod = run([manifest(probes, port)], {
      PROBEZ_TEST: String(port),
      CHILDREN: '1',
    });
    await pod.next(is({ kind: 'ready', value: true }));
    expect(left(mark).length).toBeGreaterThan(2);
    const out = pod.next(is({ kind: 'ready', value: false }));
    await fetch(`http://127.0.0.1:${port}/readyz`, { method: 'POST', body: 'FAIL' });
    await out;
    // Both may come in one chunk: looked for line by line.
    let restarted = false;
    const again = pod.next((line) => {
      restarted ||= is({ kind: 'container', event: 'started', restarts: 1 })(line);
      return restarted && is({ kind: 'ready', value: true })(line);
    });
    await fetch(`http://127.0.0.1:${port}/livez`, { method: 'POST', body: 'FAIL' });
    await again;
    const livenessFailures = pod.lines.filter((line) =>
      String(line.message).startsWith('Liveness probe failed: HTTP probe failed with statuscode: 503'),
    );
    expect(livenessFailures).toHaveLength(3);
    expect(pod.lines.filter(is({ kind: 'event', reason: 'Killing' })).map((line) => line.message)).toEqual([
      'Container app failed liveness probe, will be restarted',
    ]);
    pod.child.kill('SIGINT');
    expect(await pod.code).toBe(0);
    expect(pod.lines.at(-1)).toMatchObject({ kind: 'pod', event: 'terminated' });
    await expect.poll(() => left(mark)).toEqual([]);
  }, 90_000);

  it('gives a process that ignores SIGTERM its grace period, then SIGKILL', async () => {
    const port = await freePort();
    const pod = run([
      manifest(
        {
          env: [
            { name: 'PORT', value: String(port) },
            { name: 'IGNORE_SIGTERM', value: '1' },
          ],
        },
        port,
      ),
    ]);
    await pod.next(is({ kind: 'output', line: 'listening' }));
    pod.child.kill('SIGTERM');
    expect(await pod.code).toBe(0);
    const at = (event: string) => pod.lines.find(is({ kind: 'container', event }))?.t ?? 0;
    expect(pod.lines.some(is({ kind: 'output', line: 'ignoring SIGTERM' }))).toBe(true);
    expect(at('sigkill') - at('sigterm')).toBeGreaterThan(2.9);
    expect(at('sigkill') - at('sigterm')).toBeLessThan(5);
    expect(pod.lines.some(is({ event: 'exited', code: 137 }))).toBe(true);
  });

  it('does not signal a first process without a handler', async () => {
    const port = await freePort();
    const pod = run([manifest({ command: ['sleep', '60'] }, port)]);
    await pod.next((line) => /is process \d+/.test(String(line.text)));
    pod.child.kill('SIGINT');
    expect(await pod.code).toBe(0);
    expect(pod.lines.some((line) => /no handler for SIGTERM/.test(String(line.text)))).toBe(true);
    expect(pod.lines.some(is({ event: 'exited', code: 137 }))).toBe(true);
  });

  it('with --every-signal it does', async () => {
    const port = await freePort();
    const pod = run(['--every-signal', manifest({ command: ['sleep', '60'] }, port)]);
    await pod.next(is({ kind: 'container', event: 'started' }));
    pod.child.kill('SIGINT');
    expect(await pod.code).toBe(0);
    expect(pod.lines.some(is({ event: 'exited', code: 143 }))).toBe(true);
  });

  it('is killed by a second Ctrl-C', async () => {
    const port = await freePort();
    const mark = `PROBEZ_TEST=${port}`;
    const env = [
      { name: 'PORT', value: String(port) },
      { name: 'IGNORE_SIGTERM', value: '1' },
    ];
    const pod = run([manifest({ env, lifecycle: { preStop: { exec: { command: ['sleep', '50'] } } } }, port)], {
      PROBEZ_TEST: String(port),
      CHILDREN: '1',
    });
    await pod.next(is({ kind: 'output', line: 'listening' }));
    pod.child.kill('SIGINT');
    await pod.next(is({ kind: 'hook', event: 'started' }));
    pod.child.kill('SIGINT');
    expect(await pod.code).toBe(130);
    expect(pod.lines.find(is({ kind: 'container', event: 'sigkill' }))).toMatchObject({ forced: true });
    // Killed they are; a busy machine may take a moment to end them.
    await expect.poll(() => left(mark)).toEqual([]);
  });

  it('ends, without a word, when the reader of its output has gone', async () => {
    const port = await freePort();
    const pod = run([manifest(probes, port)], { PROBEZ_TEST: String(port), CHILDREN: '1' });
    await pod.next(is({ kind: 'ready', value: true }));
    pod.child.stdout.destroy();
    expect(await pod.code).toBe(0);
    expect(pod.stderr()).toBe('');
    await expect.poll(() => left(`PROBEZ_TEST=${port}`)).toEqual([]);
  });

  // Ctrl-C ends both sides of a pipe; a terminal that is closed takes the reader along, and may hang up twice.
  it.each<[string, NodeJS.Signals[]]>([
    ['Ctrl-C ends its reader, too', ['SIGINT']],
    ['the terminal is closed', ['SIGHUP', 'SIGHUP']],
  ])('is deleted, not killed, when %s', async (_, signals) => {
    const port = await freePort();
    const preStop = { exec: { command: ['sh', '-c', 'sleep 1; echo done > "$DONE"'] } };
    const done = join(directory, `done-${port}`);
    const env = [
      { name: 'PORT', value: String(port) },
      { name: 'DONE', value: done },
    ];
    const pod = run([manifest({ ...probes, env, lifecycle: { preStop } }, port)]);
    await pod.next(is({ kind: 'ready', value: true }));
    pod.child.stdout.destroy();
    for (const signal of signals) pod.child.kill(signal);
    expect(await pod.code).toBe(0);
    expect(readFileSync(done, 'utf8')).toBe('done\n');
  });

  it('backs off from a command that cannot start', async () => {
    const port = await freePort();
    const pod = run([manifest({ command: ['no-such-program'] }, port), '--delete-after', '6']);
    expect(await pod.code).toBe(0);
    expect(pod.lines.find(is({ kind: 'event', reason: 'Failed' }))?.message).toBe(
      'Error: failed to create containerd task: exec: "no-such-program": executable file not found in $PATH: unknown',
    );
    expect(pod.lines.some(is({ event: 'CrashLoopBackOff', seconds: 10 }))).toBe(true);
  });

  it('fails with the Pod', async () => {
    const file = join(directory, 'never.json');
    const containers = [
      {
        name: 'app',
        image: 'x',
        command: ['sh', '-c', 'echo "I am $POD_NAME"; exit 3'],
        env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
      },
    ];
    writeFileSync(
      file,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'once' },
        spec: { restartPolicy: 'Never', containers },
      }),
    );
    const pod = run([file]);
    expect(await pod.code).toBe(1);
    expect(pod.lines.some(is({ kind: 'output', line: 'I am once' }))).toBe(true);
  });

  describe('says what is wrong', () => {
    it('a port in use', async () => {
      const server = createServer();
      const port = await new Promise<number>((resolve) => {
        server.listen(0, '127.0.0.1', () => {
          const address = server.address();
          resolve(typeof address === 'object' && address !== null ? address.port : 0);
        });
      });
      const pod = run([manifest({ readinessProbe: probe('/readyz') }, port)]);
      expect(await pod.code).toBe(2);
      expect(pod.stderr()).toContain(`port ${port} is in use on this machine`);
      await new Promise((resolve) => server.close(resolve));
    });

    it.each<[string, string[], string]>([
      ['an image without a command', [], 'container "app" has an image ("app:1") but no command'],
      ['manifests that are not there', ['a.yaml', 'b.yaml'], 'cannot read "a.yaml": ENOENT'],
      ['nothing after --', ['--'], 'a command is missing after --'],
      ['an unknown container', ['--container', 'web'], '--container "web": the Pod has app'],
      ['a strange variable', ['--env', 'x', '--', 'true'], '--env "x": expected NAME=VALUE'],
    ])('%s', async (_name, args, message) => {
      const file = manifest({ command: [] }, 1);
      const pod = run([file, ...args]);
      expect(await pod.code).toBe(2);
      expect(pod.stderr()).toContain(message);
    });

    it('an invalid manifest, all of it', async () => {
      const pod = run([manifest({ livenessProbe: { ...probe('/'), successThreshold: 2, periodSeconds: -1 } }, 1)]);
      expect(await pod.code).toBe(2);
      expect(pod.stderr()).toContain('spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1');
      expect(pod.stderr()).toContain('spec.containers[0].livenessProbe.periodSeconds: Invalid value: -1');
    });
  });
});
