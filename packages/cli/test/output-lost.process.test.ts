import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../../test/support/free-port.ts';
import { left } from './left.ts';
import { build, command } from './process.ts';
import { manifest, probes } from './run/pod.ts';

// A process here may wait for a busy machine, but not for ever: it is the end of the process that is tested.
const PATIENCE_MS = 300_000;

const directory = mkdtempSync(join(tmpdir(), 'probez-output-'));
const server = createServer((_, response) => response.end('ok'));
beforeAll(async () => {
  build();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}, 120_000);
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true, force: true });
});

function file(name: string, content: object): string {
  const path = join(directory, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const web = (failureThreshold: number) => {
  const livenessProbe = { httpGet: { path: '/livez', port: 80 }, failureThreshold };
  const containers = [{ name: 'web', image: 'web:1', ports: [{ containerPort: 80 }], livenessProbe }];
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers } };
  const spec = { replicas: 2, selector: { matchLabels: { app: 'web' } }, template };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec };
};
const old = file('old.json', web(3));
const next = file('next.json', web(2));
const trace = file('trace.json', {
  pod: { probes: { readinessProbe: { httpGet: { path: '/readyz', port: 'http' }, periodSeconds: 1 } } },
  server: { boots: [{ routes: { '/readyz': [200] } }] },
  seconds: 1,
});

/** Where the streams of a command go. */
interface Way {
  /** Of the command's own streams. 4 is a pipe whose reader is gone already. */
  readonly redirect?: string;
  readonly pipe?: string;
  /** The system refuses the text: an error of its own. */
  readonly refused?: boolean;
  /** Nobody would see a Pod run on. */
  readonly abandoned?: boolean;
}

/** Those of which every command is tried, and those of which it matters only how long a Pod runs. */
const common: Readonly<Record<string, Way>> = {
  'the reader is gone before the first line': { redirect: '>&4', abandoned: true },
  'the reader takes one line': { pipe: '| head -n 1 > /dev/null', abandoned: true },
  'both readers are gone': { redirect: '>&4 2>&4', abandoned: true },
  'all streams are closed': { redirect: '<&- >&- 2>&-' },
  'the disk is full': { redirect: '> /dev/full', abandoned: true, refused: true },
};
const more: Readonly<Record<string, Way>> = {
  'the reader takes nothing (| true)': { pipe: '| true', abandoned: true },
  'the reader takes nothing (| head -n 0)': { pipe: '| head -n 0', abandoned: true },
  'the reader of errors is gone': { redirect: '> /dev/null 2>&4' },
  'standard output is closed': { redirect: '>&-' },
  'standard input is closed': { redirect: '<&- > /dev/null' },
};

let fifos = 0;
/** Runs the command in a shell, and gives its exit code and what it wrote to standard error. */
function runIn(way: Way, args: readonly string[], mark: string): Promise<{ code: number; stderr: string }> {
  const script = `
    mkfifo "$FIFO" && exec 3<>"$FIFO" 4>"$FIFO" 3<&-
    { { "$@" ${way.redirect ?? ''} 4>&- 5>&-; echo "$?" >&5; } ${way.pipe ?? ''}; } 5>&1`;
  const child = spawn('sh', ['-c', script, 'sh', process.execPath, command, ...args], {
    env: { ...process.env, FORCE_COLOR: '0', PROBEZ_TEST: mark, FIFO: join(directory, `fifo-${fifos++}`) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve({ code: Number(stdout.trim() || Number.NaN), stderr }));
  });
}

const address = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;

/** What is run, its exit code when all is well, and whether it writes to standard output. */
const rows: readonly (readonly [name: string, args: () => string[], code: number, writes: boolean])[] = [
  ['--version', () => ['--version'], 0, true],
  ['--help', () => ['--help'], 0, true],
  ['bad usage', () => ['lint'], 2, false],
  ['check', () => ['check', `http://${address()}/`], 0, true],
  ['check --json', () => ['check', '--json', `tcp://${address()}`], 0, true],
  ['check --wait, in vain', () => ['check', '--wait', '1s', '--expect-body', 'no', `http://${address()}/`], 1, false],
  ['simulate', () => ['simulate', old], 0, true],
  ['simulate --html -', () => ['simulate', '--html', '-', old], 0, true],
  ['simulate --expect, not met', () => ['simulate', '--expect', 'restarts > 0', old], 1, true],
  ['simulate --real-time', () => ['simulate', '--real-time', trace], 0, true],
  ['simulate --rollout', () => ['simulate', '--rollout', '--format', 'full', old], 0, true],
  ['faults', () => ['faults', old], 0, true],
  ['diff', () => ['diff', old, next], 0, true],
  ['lint', () => ['lint', next], 0, true],
  ['lint --explain', () => ['lint', '--explain', 'L1'], 0, true],
  ['manifest', () => ['manifest', '--port', '80'], 0, true],
];

describe('nobody reads, or nothing can be written: the command ends with its own exit code, without a stack trace', () => {
  test.each(rows)(
    'probez %s',
    async (_, args, code, writes) => {
      for (const [name, way] of Object.entries(common)) {
        const ended = await runIn(way, args(), 'none');
        const refused = way.refused === true && writes;
        expect({ name, ...ended }).toMatchObject({ name, code: refused ? 2 : code });
        expect(ended.stderr).not.toMatch(/^\s+at |this is a bug/m);
        if (refused) expect(ended.stderr).toMatch(/^probez.*: cannot write to standard output: ENOSPC/m);
      }
    },
    PATIENCE_MS,
  );

  const pods: readonly (readonly [
    name: string,
    ways: typeof common,
    args: readonly string[],
    program: readonly string[],
  ])[] = [
    ['run', { ...common, ...more }, [], []],
    ['run, its script is missing', common, [], ['--', process.execPath, 'missing.mjs']],
    ['run, its program is missing', common, [], ['--', 'no-such-program']],
    ['run --json', common, ['--json'], []],
    ['run --ui', common, ['--ui'], []],
  ];
  test.each(pods)(
    'probez %s: the Pod is deleted, and nothing of it is left',
    async (_, ways, args, program) => {
      const tried = Object.entries(ways).map(async ([name, way]) => {
        const port = await freePort();
        // Where somebody may still look, or where Node itself has opened /dev/null instead, the Pod runs on.
        const until = way.abandoned === true ? [] : ['--delete-after', '1s'];
        const ended = await runIn(way, ['run', ...args, ...until, manifest(probes, port), ...program], String(port));
        expect({ name, ...ended }).toMatchObject({ name, code: way.refused === true ? 2 : 0 });
        expect(ended.stderr).not.toMatch(/^\s+at |this is a bug/m);
        await expect.poll(() => left(`PROBEZ_TEST=${port}`), { timeout: PATIENCE_MS / 2 }).toEqual([]);
      });
      await Promise.all(tried);
    },
    PATIENCE_MS,
  );
});
