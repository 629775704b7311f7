import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { commands } from '../src/cli.ts';
import { runHere } from './io.ts';

const directory = mkdtempSync(join(tmpdir(), 'probez-commands-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const web = join(directory, 'web.yaml');
writeFileSync(
  web,
  `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: app, image: web, ports: [{ containerPort: 80 }], readinessProbe: { httpGet: { path: /r, port: 80 } } }
`,
);

describe.each(Object.keys(commands))('probez %s', (name) => {
  it('has help with its exit codes, examples and JSON', async () => {
    const { code, stdout } = await runHere([name, '--help']);
    expect(code).toBe(0);
    for (const part of [`Usage: probez ${name}`, '\nExit codes:\n', `\nExamples:\n  probez ${name} `, '--json'])
      expect(stdout).toContain(part);
  });

  it('has a page with its exit codes', () => {
    const page = fileURLToPath(new URL(`../../../docs/cli/${name}.md`, import.meta.url));
    expect(existsSync(page)).toBe(true);
    expect(readFileSync(page, 'utf8')).toMatch(/^\| exit code +\| when +\|$/m);
  });

  it('quotes an option that it does not know', async () => {
    const { code, stderr } = await runHere([name, '--jsno']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `probez ${name}: unknown option --jsno: did you mean --json?\nTry "probez ${name} --help".\n`,
    });
  });
});

// A manifest's JSON is the API's, and a run's log is tried where runs are.
it.each([
  [['check', '--timeout', '15', '--json', 'tcp://127.0.0.1:1'], 1],
  [['simulate', '--json', web], 0],
  [['simulate', '--json', '--rollout', web], 0],
  [['faults', '--json', web], 0],
  [['diff', '--json', web, web], 0],
  [['lint', '--json', web], 0],
])('%j: JSON with a version', async (args, expected) => {
  const { code, stdout } = await runHere(args);
  expect(code).toBe(expected);
  const text = args[0] === 'simulate' && !args.includes('--rollout') ? stdout.split('\n', 1)[0] : stdout;
  expect(JSON.parse(text ?? '')).toMatchObject({ version: 1 });
});

it.each([
  ['simulate', [web]],
  ['simulate', ['--rollout', web]],
  ['faults', [web]],
  ['diff', [web, web]],
  ['lint', [web]],
])('probez %s %j: a format that there is not, and one that contradicts', async (name, args) => {
  const wrong = await runHere([name, '--format', 'jsno', ...args]);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(/--format "jsno": expected one of (\w+, )*\w+; did you mean json\?\n/);
  const both = await runHere([name, '--json', '--format', 'text', ...args]);
  expect(both).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--json and --format text cannot be combined'),
  });
});

it.each([['simulate'], ['faults'], ['diff'], ['lint'], ['run']])('probez %s: a manifest that is none', async (name) => {
  for (const [text, said] of [
    ['a: [', /line 1|:1:/],
    ['kind: [', /line 1|:1:/],
    ['', /./],
  ] as const) {
    const bad = join(directory, 'bad.yaml');
    writeFileSync(bad, text);
    const { code, stderr } = await runHere(name === 'diff' ? [name, bad, web] : [name, bad]);
    if (text !== '' || name !== 'lint') expect(code).toBe(2);
    expect(stderr).toContain('bad.yaml');
    expect(stderr).toMatch(said);
    expect(stderr).not.toContain('mistake in probez');
  }
});

it.each([
  ['a script', '{"boots": &a [*a]}', [web, '--script']],
  ['a Pod file', '{"spec": &a {"containers": *a}, "seconds": 3}', []],
  ['a trace', '{"pod": &a {"x": *a}, "server": &b {"boots": *b}, "seconds": 3}', []],
  ['a manifest', '{"kind": "Pod", "metadata": &a {"labels": *a}}', []],
])('%s that holds itself is refused', async (_what, text, before) => {
  const file = join(directory, 'circle.json');
  writeFileSync(file, text);
  const { code, stderr } = await runHere(['simulate', ...before, file]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/circle\.json.*\*a is inside its own anchor &a: it would contain itself/);
});
