import { mkdirSync, mkdtempSync, rmSync, statfsSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { diskSpaceCheck, eventLoopCheck, fileCheck, memoryCheck } from '@probez/checks';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { cgroupMemory } from '../src/cgroup.ts';
import { bytes } from '../src/format.ts';
import { runOnce } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'probez-system-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('disk space: judged by share, bytes and inodes of the real file system', async () => {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  expect(await runOnce(diskSpaceCheck(folder, { failFreePercent: 0, warnFreePercent: 0 }))).toMatchObject({
    status: 'pass',
    observedUnit: '%',
  });
  expect(await runOnce(diskSpaceCheck(folder, { failFreePercent: 0, warnFreeBytes: 2 * free }))).toMatchObject({
    status: 'warn',
  });
  const full = await runOnce(diskSpaceCheck(folder, { failFreeBytes: 2 * free, warnFreeBytes: 3 * free }));
  expect(full).toMatchObject({ status: 'fail' });
  expect(full.reason).toMatch(
    /^disk space at .*: [\d.]+ [KMGT]iB free \([\d.]+ %\); delete files or enlarge the volume$/,
  );
  expect(await runOnce(diskSpaceCheck(folder, { failFreePercent: 100 }))).toMatchObject({ status: 'fail' });
  expect((await runOnce(diskSpaceCheck(join(folder, 'none')))).reason).toMatch(/ENOENT/);
});

test('file: there, not there, too old, absent', async () => {
  const path = join(folder, 'healthy');
  expect(await runOnce(fileCheck(path))).toMatchObject({ status: 'fail', reason: `file ${path}: does not exist` });
  expect(await runOnce(fileCheck(path, { absent: true }))).toMatchObject({ status: 'pass' });
  writeFileSync(path, '');
  expect(await runOnce(fileCheck(path))).toMatchObject({ status: 'pass' });
  expect(await runOnce(fileCheck(path, { absent: true }))).toMatchObject({
    status: 'fail',
    reason: `file ${path}: exists, but this check passes only while it does not`,
  });
  expect(await runOnce(fileCheck(path, { maxAgeMs: 60_000 }))).toMatchObject({ status: 'pass', observedUnit: 'ms' });
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  utimesSync(path, new Date(), new Date(Date.now() - 120_000));
  expect((await runOnce(fileCheck(path, { maxAgeMs: 60_000 }))).reason).toMatch(
    /was last written 120000 ms ago, more than maxAgeMs 60000: is the process that writes it still running\?$/,
  );
  expect(await runOnce(fileCheck(join(path, 'below')))).toMatchObject({
    status: 'fail',
    reason: expect.stringContaining('does not exist'),
  });
});

/** A tree of control groups as the kernel shows it. */
function cgroupTree(name: string, self: string, files: Readonly<Record<string, string>>) {
  const root = join(folder, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'self'), self);
  return { root, self: join(root, 'self') };
}

const MIB = 2 ** 20;
const stat = (inactive: number) => `anon 1\ninactive_file ${inactive}\ntotal_inactive_file ${inactive}\n`;

test.each([
  [
    'version 2 in a container',
    '0::/\n',
    { 'memory.max': `${512 * MIB}\n`, 'memory.current': `${400 * MIB}\n`, 'memory.stat': stat(100 * MIB) },
    { version: 2, limit: 512 * MIB, used: 300 * MIB },
  ],
  [
    'version 2, the limit is the parent’s',
    '0::/pod/app\n',
    {
      'pod/memory.max': `${256 * MIB}\n`,
      'pod/memory.current': `${200 * MIB}\n`,
      'pod/memory.stat': stat(0),
      'pod/app/memory.max': 'max\n',
      'pod/app/memory.current': `${MIB}\n`,
    },
    { version: 2, limit: 256 * MIB, used: 200 * MIB },
  ],
  ['version 2 without a limit', '0::/app\n', { 'app/memory.max': 'max\n', 'app/memory.current': '5\n' }, undefined],
  [
    'version 1, the path is the host’s and the mount the container’s',
    '4:memory:/kubepods/pod1/abc\n0::/\n',
    {
      'memory/memory.limit_in_bytes': `${128 * MIB}\n`,
      'memory/memory.usage_in_bytes': `${100 * MIB}\n`,
      'memory/memory.stat': stat(40 * MIB),
    },
    { version: 1, limit: 128 * MIB, used: 60 * MIB },
  ],
  [
    'version 1 without a limit',
    '4:cpu,memory:/\n',
    { 'memory/memory.limit_in_bytes': '9223372036854771712\n', 'memory/memory.usage_in_bytes': '1\n' },
    undefined,
  ],
  ['no control groups', '', {}, undefined],
] as const)('control groups: %s', async (name, self, files, expected) => {
  expect(await cgroupMemory(cgroupTree(name, self, files))).toEqual(expected);
});

test('memory: the container’s limit is judged, and the reason says which limit it is', async () => {
  const tree = (usedMiB: number) =>
    cgroupTree(`used-${usedMiB}`, '0::/\n', { 'memory.max': `${100 * MIB}`, 'memory.current': `${usedMiB * MIB}` });
  const of = (usedMiB: number) => runOnce(memoryCheck({ cgroup: tree(usedMiB), probes: 'liveness' }));
  expect(await of(90)).toMatchObject({ status: 'warn', observedValue: 90, observedUnit: '%' });
  expect(await of(99)).toMatchObject({
    status: 'fail',
    reason:
      "memory: 99 MiB of the container's limit of 100 MiB used (99 %); look for a leak, or raise the container's memory limit",
  });
  // Without a container's limit V8's is left; the heap of a test is far from it.
  const none = await runOnce(memoryCheck({ cgroup: cgroupTree('none', '', {}), warnPercent: 0, failPercent: 90 }));
  expect(none).toMatchObject({ status: 'warn', reason: expect.stringContaining("V8's heap limit of") });
});

test('event loop: a stall is seen, and forgotten when the window has passed', async () => {
  const check = eventLoopCheck({ windowMs: 500, warnDelayMs: 500, failDelayMs: 600, warnUtilization: 1 });
  expect(await runOnce(check)).toMatchObject({ status: 'pass' });
  await new Promise((resolve) => setTimeout(resolve, 50));
  const end = performance.now() + 1_000;
  while (performance.now() < end);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const stalled = await runOnce(check);
  expect(stalled).toMatchObject({ status: 'fail' });
  expect(stalled.reason).toMatch(
    /^event loop: stuck for up to \d+ ms, busy \d+ % of the last \d+ ms; find the code that blocks it, or add replicas$/,
  );
  const deadline = performance.now() + 20_000;
  while ((await runOnce(check)).status !== 'pass') {
    if (performance.now() > deadline) throw new Error('the stall is never forgotten');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});

test('event loop: utilisation is of the window, not since the start', async () => {
  const check = eventLoopCheck({
    windowMs: 500,
    warnUtilization: 0.7,
    failUtilization: 1,
    warnDelayMs: 60_000,
    failDelayMs: 60_000,
  });
  // The first moments are no share of a window: an app that starts is busy.
  expect(await runOnce(check)).toMatchObject({ status: 'pass', observedValue: { utilization: 0 } });
  const until = performance.now() + 800;
  // Busy nearly all the time, in short turns.
  while (performance.now() < until) {
    const turn = performance.now() + 20;
    while (performance.now() < turn);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await runOnce(check)).toMatchObject({ status: 'warn' });
});

test('bytes for people', () => {
  expect([0, 1_023, 1_536, 512 * MIB, 3 * 2 ** 40].map(bytes)).toEqual([
    '0 B',
    '1023 B',
    '1.5 KiB',
    '512 MiB',
    '3 TiB',
  ]);
});
