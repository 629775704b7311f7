import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build, runCommand } from '../process.ts';

let folder = '';
beforeAll(() => {
  build();
  folder = mkdtempSync(join(tmpdir(), 'probez-found-'));
  mkdirSync(join(folder, 'a/b/c'), { recursive: true });
  mkdirSync(join(folder, 'a/b/probez.yaml'));
  writeFileSync(join(folder, 'a/probez.yaml'), 'rules: { L14: error }\nexpect: { pod: [restarts = 9] }\n');
  writeFileSync(join(folder, 'probez.yaml'), 'nonsense: 1\n');
  writeFileSync(
    join(folder, 'a/b/c/pod.yaml'),
    `{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: b,
      livenessProbe: {httpGet: {path: /l, port: 80}, failureThreshold: 1}}]}}`,
  );
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  // The nearest one counts, not those further up; a folder of that name is none.
  ['a/b/c', ['lint', 'pod.yaml'], 1, '; 1 Pod checked, with ../../probez.yaml\n'],
  ['a/b/c', ['lint', '.'], 1, ' with ../../probez.yaml\n'],
  ['a/b/c', ['lint', '--config', '/dev/null', 'pod.yaml'], 0, '(0 errors, 1 warning)'],
  ['a/b/c', ['simulate', 'pod.yaml'], 1, 'probez simulate: not met: restarts = 9 (it was 0)'],
  ['', ['lint', 'a/b/c/pod.yaml'], 2, 'probez lint: probez.yaml:1:1 there is no "nonsense"'],
  ['', ['simulate', 'a/b/c/pod.yaml'], 2, 'probez simulate: probez.yaml:1:1 there is no "nonsense"'],
])('in "%s": %j', async (cwd, args, code, text) => {
  const ended = await runCommand(args, { cwd: join(folder, cwd) });
  expect(ended.stdout + ended.stderr).toContain(text);
  expect(ended.code).toBe(code);
});

it('two names in one folder, and a link that leads to itself, are not passed over', async () => {
  const at = join(folder, 'two');
  mkdirSync(at);
  writeFileSync(join(at, 'probez.yml'), '');
  writeFileSync(join(at, 'probez.yaml'), '');
  const both = await runCommand(['lint', '../a'], { cwd: at });
  expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('there are both probez.yaml and probez.yml') });
  rmSync(join(at, 'probez.yml'));
  rmSync(join(at, 'probez.yaml'));
  symlinkSync('probez.yaml', join(at, 'probez.yaml'));
  const loop = await runCommand(['lint', '../a'], { cwd: at });
  expect(loop).toMatchObject({ code: 2, stderr: expect.stringContaining('ELOOP') });
});
