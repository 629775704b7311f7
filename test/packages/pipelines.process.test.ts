import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../support/packages.ts';
import { runProgram } from '../support/process.ts';

const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const pinned = `probez@${JSON.parse(read('packages/cli/package.json')).version}`;

const pod = (failures: number) => `apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  containers:
    - name: a
      image: b
      ports: [{ containerPort: 80 }]
      livenessProbe: { httpGet: { path: /l, port: 80 }, failureThreshold: ${failures} }
`;

let folder = '';
let path = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'probez-pipelines-'));
  mkdirSync(join(folder, 'bin'));
  // What npx does once it has fetched the package: the package is the one that was built here.
  writeFileSync(
    join(folder, 'bin/npx'),
    `#!/bin/sh\n[ "$1 $2" = "--yes ${pinned}" ] || { echo "npx $*"; exit 99; }\nshift 2\nexec '${join(ROOT, 'packages/cli/bin/probez.cjs')}' "$@"\n`,
  );
  chmodSync(join(folder, 'bin/npx'), 0o755);
  path = [join(folder, 'bin'), process.env.PATH].join(delimiter);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the GitHub Action', () => {
  const action = parse(read('action.yml'));

  it('is one, as GitHub reads it', async () => {
    // GitHub's own reader imports JSON as bundlers take it, and Node does not.
    const contents = `export { NoOperationTraceWriter } from '@actions/workflow-parser';
      export { parseAction } from '@actions/workflow-parser/actions/action-parser';`;
    const outfile = join(folder, 'reader.mjs');
    await build({ stdin: { contents, resolveDir: join(ROOT, 'test') }, bundle: true, format: 'esm', outfile });
    const { NoOperationTraceWriter, parseAction } = await import(pathToFileURL(outfile).href);
    const check = (content: string) =>
      parseAction({ name: 'action.yml', content }, new NoOperationTraceWriter()).context.errors.getErrors();
    expect(check(read('action.yml'))).toEqual([]);
    expect(check(read('action.yml').replace('using:', 'usign:'))).not.toEqual([]);
  });

  /** Its steps, as a runner runs `shell: sh`: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions#custom-shell */
  async function runAction(given: Readonly<Record<string, string>>) {
    const inputs: Record<string, string> = {};
    for (const [name, one] of Object.entries<{ default: string }>(action.inputs))
      inputs[name] = given[name] ?? one.default;
    const fill = (text: string) => text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_all, name) => inputs[name] ?? '');
    const [step, ...more] = action.runs.steps;
    expect({ shell: step.shell, more }).toEqual({ shell: 'sh', more: [] });
    expect(step.run).not.toContain('${{');
    const env: Record<string, string> = { PATH: path, GITHUB_WORKSPACE: folder };
    for (const [name, value] of Object.entries<string>(step.env)) env[name] = fill(value);
    writeFileSync(join(folder, 'step.sh'), step.run);
    const cwd = join(folder, fill(step['working-directory']));
    return runProgram('sh', ['-e', join(folder, 'step.sh')], { cwd, env });
  }

  beforeAll(() => {
    mkdirSync(join(folder, 'repo/k 8s/*'), { recursive: true });
    writeFileSync(join(folder, 'repo/k 8s/a.yaml'), pod(1));
    writeFileSync(join(folder, 'repo/k 8s/*/b.yaml'), pod(3).replace('/l,', '"/l",').replace('Probe:', 'Probes:'));
  });

  it('annotates, from the root of the checkout, and fails for an error', async () => {
    const { code, stdout } = await runAction({ 'working-directory': 'repo' });
    expect(stdout).toContain('::warning file=repo/k 8s/a.yaml,line=9,col=57,title=L14 single-failure Pod/a::');
    expect(stdout).toContain('::error file=repo/k 8s/*/b.yaml,line=9,');
    expect(code).toBe(1);
  });

  it('takes paths and options one a line, whatever is in them', async () => {
    const one = await runAction({ 'working-directory': 'repo', paths: 'k 8s/a.yaml\n' });
    expect(one).toMatchObject({ code: 0, stdout: expect.stringMatching(/^::warning .*L14.*\n$/) });
    const strict = await runAction({
      'working-directory': 'repo',
      paths: 'k 8s/a.yaml',
      options: '--strict\n--only=L14',
    });
    expect(strict.code).toBe(1);
    const star = await runAction({ 'working-directory': 'repo/k 8s', paths: '*' });
    expect(star.stdout).not.toContain('a.yaml');
    const hostile = await runAction({
      'working-directory': 'repo',
      paths: '$(touch hacked)`touch hacked`; touch hacked',
    });
    expect(hostile.code).toBe(2);
    expect(hostile.stderr).toContain('cannot read "$(touch hacked)`touch hacked`; touch hacked"');
  });

  it('writes SARIF beside it', async () => {
    const { code } = await runAction({ 'working-directory': 'repo', sarif: 'out.sarif' });
    expect(code).toBe(1);
    const [{ results }] = JSON.parse(readFileSync(join(folder, 'repo/out.sarif'), 'utf8')).runs;
    expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toMatch(/^repo\/k%208s\//);
  });

  it('runs the version that it came with', () => {
    expect(action.inputs.package.default).toBe(pinned);
  });
});

describe('the pre-commit hook', () => {
  it('lets no error into a repository', async () => {
    const [hook] = parse(read('.pre-commit-hooks.yaml'));
    expect(hook).toMatchObject({ id: 'probez-lint', language: 'system', pass_filenames: false });
    expect(new RegExp(hook.files).test('k8s/a.yaml')).toBe(true);
    const repo = join(folder, 'hooked');
    mkdirSync(repo);
    const git = (...args: string[]) =>
      runProgram('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
        cwd: repo,
        env: { PATH: path },
      });
    await git('init', '-q', '.');
    mkdirSync(join(repo, '.git/hooks'), { recursive: true });
    // What pre-commit runs: the entry and its arguments, in the root of the repository.
    writeFileSync(join(repo, '.git/hooks/pre-commit'), `#!/bin/sh\nexec ${hook.entry} ${hook.args.join(' ')}\n`, {
      mode: 0o755,
    });
    writeFileSync(join(repo, 'a.yaml'), pod(3).replace('Probe:', 'Probes:'));
    await git('add', '.');
    const refused = await git('commit', '-qm', 'a');
    expect(refused.code).toBe(1);
    expect(refused.stdout + refused.stderr).toContain('L7 unknown-key');
    writeFileSync(join(repo, 'a.yaml'), pod(3));
    await git('add', '.');
    expect(await git('commit', '-qm', 'a')).toMatchObject({ code: 0 });
  });
});
