import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WriteStream } from 'node:tty';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { commands } from '../src/cli.ts';
import { wantsColor } from '../src/io.ts';
import { build, command, launcher, runCommand } from './process.ts';

let directory = '';
beforeAll(() => {
  build();
  directory = mkdtempSync(join(tmpdir(), 'probez-cli-'));
}, 120_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

const pod = (probe: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n    - name: a\n      image: b\n      ports: [{ containerPort: 80 }]\n      livenessProbe: ${probe}\n`;
const good = pod('{ httpGet: { path: /livez, port: 80 } }');
const warned = pod('{ httpGet: { path: /livez, port: 80 }, failureThreshold: 1 }');
const wrong = pod('{}');

describe('probez', () => {
  test('--version, -v, and through the launcher of the package', async () => {
    for (const flag of ['--version', '-v']) {
      expect(await runCommand([flag])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
    }
    const { stdout } = spawnSync(launcher, ['--version'], { encoding: 'utf8' });
    expect(stdout).toBe(`${packageJson.version}\n`);
  });

  test('--help names every command, and so does no argument, as a mistake', async () => {
    const help = await runCommand(['--help']);
    expect(help.code).toBe(0);
    for (const name of Object.keys(commands)) expect(help.stdout).toContain(`  ${name} `);
    const nothing = await runCommand([]);
    expect(nothing).toEqual({ code: 2, stdout: '', stderr: help.stdout });
  });

  test.each(Object.keys(commands))('help %s is the same as %s --help', async (name) => {
    const help = await runCommand(['help', name]);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toMatch(new RegExp(`^Usage: probez ${name}`));
    expect(await runCommand([name, '--help'])).toEqual(help);
  });

  test.each([
    [['lnit'], 'unknown command "lnit": did you mean "lint"?'],
    [['frobnicate'], 'unknown command "frobnicate": the commands are check, run'],
    [['constructor'], 'unknown command "constructor"'],
    [['help', 'chekc'], 'did you mean "check"?'],
    [['--frob'], 'unknown option --frob'],
    [['lint', '--formt', 'json', 'x'], 'unknown option --formt: did you mean --format?'],
    [['lint', '--format'], "'--format <value>'"],
    [['lint', '--format', 'xml', 'x'], '--format "xml"'],
    [['lint', '--json', '--format', 'text', 'x'], 'cannot be combined'],
    [['lint', '--max-warnings', '-1', 'x'], '--max-warnings needs a value'],
    [['lint', '--max-warnings=x', 'x'], '--max-warnings "x"'],
    [['lint', '--disable', 'L99', 'x'], '--disable "L99": no such rule'],
    [['lint', '--explain', 'liveness-on-rot'], 'did you mean L27?'],
    [['lint', '--startup', 'soon', 'x'], '--startup "soon"'],
    [['lint'], 'no FILE given'],
    [['lint', '/does/not/exist.yaml'], 'cannot read "/does/not/exist.yaml"'],
    [['manifest', 'x'], 'x'],
    [['manifest', '--kind', 'Job'], '--kind "Job"'],
    [['check'], 'no TARGET'],
    [['check', 'http://a', 'http://b'], '"http://b" is a second one'],
    [['check', 'localhost:80'], 'did you mean http://localhost:80'],
    [['check', 'http:localhost:80/'], 'did you mean http://localhost:80/.'],
    [['check', 'http://name:password@a/'], 'a user name goes into a header'],
    [
      ['check', '--timeout', '-1', 'http://a'],
      '--timeout needs a value; write a value that begins with a dash as --timeout=-VALUE',
    ],
    [['check', 'ftp://a'], 'unknown scheme ftp'],
    [['check', 'tcp://a'], 'HOST:PORT'],
    [['check', 'tcp://a:0'], 'HOST:PORT'],
    [['check', 'tcp://a:1/x'], 'no path'],
    [['check', 'http://a:99999/'], 'not an address'],
    [['check', 'http+unix://relative:/x'], 'absolute path'],
    [['check', '--unix-socket', '/a', 'unix:///b'], '--unix-socket'],
    [['check', '--header', 'nocolon', 'http://a'], '--header "nocolon"'],
    [['check', '--header', 'A: b\r\nC: d', 'http://a'], 'expected "NAME: VALUE"'],
    [['check', '--timeout', '0', 'http://a'], '--timeout "0"'],
    [['check', '--timeout', '1x', 'http://a'], '--timeout "1x"'],
    [['simulate', '--seconds', '1000h', 'x'], '--seconds "1000h": expected at most 596h'],
    [['check', '--expect-body', 'x', 'tcp://a:1'], 'needs an http target'],
  ])('%j is bad usage', async (args, message) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^probez.*\n(.*\n)*Try "probez.*--help"\.\n$/);
  });

  test('a reader that goes away early is no crash, and the exit code stays', () => {
    const many = file('many.yaml', Array.from({ length: 300 }, () => wrong).join('---\n'));
    const script = '{ { "$0" "$1" lint "$2"; echo "$?" >&3; } | head -n 1; } 3>&1';
    const { stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, command, many], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual([expect.stringContaining('error L1'), '1']);
  });

  test.each<[Record<string, string>, boolean, boolean]>([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '0' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ NODE_DISABLE_COLORS: '1' }, true, false],
    [{ TERM: 'dumb' }, true, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0', NO_COLOR: '1' }, true, false],
    [{ FORCE_COLOR: '1', TERM: 'dumb' }, false, true],
  ])('colour: %j, terminal %j: %j', (env, isTTY, color) => {
    expect(wantsColor(env, isTTY)).toBe(color);
  });

  test.each(['', '0', '1', '2', '3', '4', 'true', 'false', 'yes'])(
    'FORCE_COLOR=%j is what Node takes it for',
    (value) => {
      const env = { FORCE_COLOR: value };
      const node = WriteStream.prototype.getColorDepth.call(undefined, env) > 1;
      expect([wantsColor(env, false), wantsColor(env, true)]).toEqual([node, node]);
    },
  );
});

describe('probez lint', () => {
  test.each([
    ['nothing found', [], good, 0],
    ['a warning', [], warned, 0],
    ['a warning, --strict', ['--strict'], warned, 1],
    ['a warning, --max-warnings 0', ['--max-warnings', '0'], warned, 1],
    ['a warning, --max-warnings 1', ['--max-warnings', '1'], warned, 0],
    ['a warning of a disabled rule', ['--strict', '--disable', 'single-failure'], warned, 0],
    ['an error', [], wrong, 1],
    ['an error of a disabled rule', ['--disable', 'L1'], wrong, 0],
    ['broken YAML', [], 'a: [', 2],
    ['broken YAML and an error', [], `${wrong}---\na: [`, 2],
    ['an empty file', [], '', 0],
    ['no Kubernetes at all', [], 'a: 1', 0],
  ])('%s: from a file and from standard input', async (_, flags, text, code) => {
    const path = file('one.yaml', text);
    const fromFile = await runCommand(['lint', ...flags, path]);
    const fromStdin = await runCommand(['lint', ...flags, '-'], { stdin: text });
    expect([fromFile.code, fromStdin.code]).toEqual([code, code]);
    expect(fromFile.stdout.replaceAll(path, '-')).toBe(fromStdin.stdout);
  });

  test('text: place, severity, rule, owner, why and the fix', async () => {
    const { stdout } = await runCommand(['lint', '-'], { stdin: warned });
    expect(stdout).toBe(
      `-:9:61 warning L14 single-failure Pod/a, container a
  livenessProbe.failureThreshold 1: one slow answer kills the container; the time it gets to recover is (1 - 1) x 10 s = 0 s.
  fix: failureThreshold: 3.

1 finding (0 errors, 1 warning); 1 Pod checked
`,
    );
  });

  test('colour on demand only', async () => {
    const { stdout } = await runCommand(['lint', '-'], { stdin: warned, env: { FORCE_COLOR: '1' } });
    expect(stdout).toContain('\x1b[33mwarning\x1b[39m');
  });

  test('json', async () => {
    const { stdout, code } = await runCommand(['lint', '--json', '-'], { stdin: `${wrong}---\nhello\n---\na: [` });
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      pods: 1,
      counts: { error: 1, warning: 0, info: 0 },
      findings: [
        {
          rule: 'L1',
          name: 'one-handler',
          severity: 'error',
          file: '-',
          line: 9,
          column: 7,
          object: 'Pod/a',
          container: 'a',
        },
      ],
      notes: [{ file: '-', line: 11 }],
      problems: [{ file: '-', line: expect.any(Number), message: expect.stringMatching(/./) }],
    });
  });

  test('github: one command per line, with what would break it escaped', async () => {
    const path = file('a,b:c%.yaml', wrong);
    const { stdout } = await runCommand(['lint', '--format', 'github', path]);
    expect(stdout).toMatch(
      /^::error file=\S*a%2Cb%3Ac%25\.yaml,line=9,col=7,title=L1 one-handler Pod\/a::The API server refuses this: .*livenessProbe: Required value: must specify a handler type.*\n$/,
    );
  });

  test('a directory: its manifests, in order, none of the hidden ones; a Service in one file selects in another', async () => {
    const folder = join(directory, 'k8s');
    for (const path of ['b', '.hidden', 'node_modules']) mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(
      join(folder, 'a.yml'),
      'apiVersion: v1\nkind: Service\nmetadata: { name: s }\nspec: { selector: { app: a }, ports: [{ port: 80 }] }\n',
    );
    writeFileSync(
      join(folder, 'b', 'pod.json'),
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a', labels: { app: 'a' } },
        spec: { containers: [{ name: 'a', image: 'b' }] },
      }),
    );
    for (const path of ['.hidden/x.yaml', 'node_modules/x.yaml', 'notes.txt'])
      writeFileSync(join(folder, path), 'a: [');
    const { stdout, stderr, code } = await runCommand(['lint', '--info', folder]);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).toMatch(/pod\.json.* L17 /);
    expect(stdout).toMatch(/pod\.json.* L23 /);
  });

  test('a directory of other things: they are counted, what may be meant as an object is told, what is named is told', async () => {
    const folder = join(directory, 'project');
    mkdirSync(folder);
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: b }] }\n';
    const files = {
      'package.json': '{ "name": "a" }',
      'tsconfig.json': '{\n  // not strict\n  "strict": false,\n}\n',
      'settings.json': '{ "a": [1, }',
      'values.yaml': 'image: b\n',
      'workflow.yaml': 'on: push\njobs: {}\n---\nother: true\n',
      'list.json': '[1, 2]',
      'pod.yaml': `${pod}---\nreplicas: 2\n`,
      'kindless.yaml': pod.replace('kind: Pod\n', ''),
      'broken.yaml': `${pod}a: [`,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const all = await runCommand(['lint', folder]);
    const told = (text: string) =>
      Array.from(text.matchAll(/^\S*?([\w.-]+):\d+(?::\d+)? (note|cannot)/gm), ([, name]) => name);
    expect(told(all.stderr).sort()).toEqual(['broken.yaml', 'kindless.yaml', 'pod.yaml']);
    expect(all.stdout).toContain('1 Pod checked, 6 files without a Kubernetes object passed over');
    expect(all.code).toBe(2);

    const named = await runCommand(['lint', join(folder, 'values.yaml'), join(folder, 'settings.json')]);
    expect(told(named.stderr).sort()).toEqual(['settings.json', 'values.yaml']);
    expect(named.code).toBe(2);
  });

  test('--rules lists, --explain prints the page', async () => {
    expect((await runCommand(['lint', '--rules'])).stdout).toMatch(/^L1 +error +one-handler .*\n(L\d+ .*\n)+$/);
    expect((await runCommand(['lint', '--explain', 'l9'])).stdout).toMatch(/^# L9 killed-before-unready\n/);
  });

  test('the numbers of the command line', async () => {
    const { stdout } = await runCommand(
      ['lint', '--startup', '2m', '--drain-delay', '500ms', '--drain', '40', '--recovery', '30s', '-'],
      { stdin: good },
    );
    expect(stdout).toContain('needs up to 120 s to start');
    expect(stdout).toContain('the declared recovery target is 30 s');
    expect(stdout).toContain('0.5 s of delay + 40 s of drain = 40.5 s');
  });
});
