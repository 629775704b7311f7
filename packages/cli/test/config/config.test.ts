import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, test } from 'vitest';
import { loadConfig } from '../../src/config/find.ts';
import { fitsName, fitsPath } from '../../src/config/glob.ts';
import { readConfig } from '../../src/config/read.ts';
import { publicSchema } from '../../src/config/schema.ts';
import { runHere } from '../io.ts';

const folder = mkdtempSync(join(tmpdir(), 'probez-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
/** A folder of its own with these files. */
function tree(files: Readonly<Record<string, string>>): string {
  const at = join(folder, String(count++));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(at, name)), { recursive: true });
    writeFileSync(join(at, name), text);
  }
  return at;
}
const read = (text: string) => readConfig(join(tree({ 'probez.yaml': text }), 'probez.yaml'));
const refusal = (text: string | Buffer): string => {
  const at = tree({});
  mkdirSync(at);
  writeFileSync(join(at, 'c.yaml'), text);
  try {
    readConfig(join(at, 'c.yaml'));
    return 'taken';
  } catch (error) {
    return String(error).replaceAll(join(at, 'c.yaml'), 'c.yaml').replace('UsageError: ', '');
  }
};

test('the JSON Schema of the package is that which is checked', async () => {
  const file = fileURLToPath(new URL('../../probez.schema.json', import.meta.url));
  await expect(`${JSON.stringify(publicSchema, null, 1)}\n`).toMatchFileSnapshot(file);
});

describe('what is refused is quoted, with its line and what is allowed', () => {
  it.each(
    [
      ['rules: { L34: of }', 'c.yaml:1:10 rules.L34 is "of": expected off, info, warning or error; did you mean off?'],
      ['rules:\n  L34: on', 'c.yaml:2:3 rules.L34 is true: expected off, info, warning or error'],
      ['rules: { l9: error }', 'c.yaml:1:10 there is no "l9" in rules; did you mean L9?'],
      ['rules: { L99: error }', 'c.yaml:1:10 there is no "L99" in rules; did you mean L9?'],
      ['rules: { zzz: off }', 'c.yaml:1:10 there is no "zzz" in rules: expected a rule that probez lint --rules lists'],
      [
        'rules: { L9: off, killed-before-unready: error }',
        'c.yaml:1:19 L9 and killed-before-unready are the same rule',
      ],
      ['rule: {}', 'c.yaml:1:1 there is no "rule"; did you mean rules?'],
      ['extends: x', 'c.yaml:1:1 there is no "extends": expected rules, declared, expect or overrides'],
      ['rules: [L9]', 'c.yaml:1:1 rules is ["L9"]: expected a map'],
      ['- a', 'c.yaml:1:1 this is ["a"]: expected a map'],
      ['just text', 'c.yaml:1:1 this is "just text": expected a map'],
      ['a: 1\na: 2', 'c.yaml:2:1 "a" occurs twice'],
      ['declared: { startup: soon }', 'expected a duration such as 60, 30s or 2m'],
      ['declared: { startup: -1 }', 'declared.startup is -1: expected a duration'],
      ['declared: { startup: .inf }', 'expected a duration'],
      ['declared: { startup: .nan }', 'expected a duration'],
      ['declared: { startup: 999999h }', '"999999h": expected at most 596h'],
      ['declared: { shell: zsh }', 'declared.shell is "zsh": expected dash, busybox, bash or none'],
      ['declared: { drain-delay: 5 }', 'there is no "drain-delay" in declared; did you mean drainDelay?'],
      [
        'expect: { pod: [lost = 0] }',
        'expect.pod[0] is "lost = 0": expected a condition such as ready < 30s or restarts = 0',
      ],
      ['expect: { rollout: lost = 0 }', 'expect.rollout is "lost = 0": expected a list'],
      ['expect: { rollout: [lost < 5s] }', 'expected a condition such as lost = 0 or done < 2m'],
      [`expect: { pod: ["restarts = 1${' '.repeat(100_000)}!"] }`, 'expected a condition'],
      ['overrides: { files: [a] }', 'overrides is {"files":["a"]}: expected a list'],
      [
        'overrides: [{ files: [/etc] }]',
        'overrides[0].files[0] is "/etc": expected a pattern such as legacy/ or k8s/**/dev-*.yaml',
      ],
      ['overrides: [{ files: [a\\b] }]', 'expected a pattern'],
      ['overrides: [{ files: ["*.{yaml,yml}"] }]', 'expected a pattern'],
      ['overrides: [{ files: [""] }]', 'expected a pattern'],
      ['overrides: [{ file: [a] }]', 'there is no "file" in overrides[0]; did you mean files?'],
      ['__proto__: { a: 1 }', 'there is no "__proto__"'],
      ['a: 1\n---\nb: 2', 'expected one document, not several'],
      ['rules: {', 'c.yaml:1:'],
      ['rules: &r { L9: *r }', 'c.yaml:1:17 the alias *r is inside its own anchor &r: it would contain itself'],
      [Buffer.from('rules: {}', 'utf16le'), 'UTF-16 text: save it as UTF-8'],
      ['#'.repeat(2 ** 20 + 1), 'larger than 1 MB'],
      ['['.repeat(50_000), 'nested too deeply'],
      [
        `${Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [${n === 0 ? '1' : `*a${n}, `.repeat(9)}]`).join('\n')}`,
        'its aliases expand without limit',
      ],
      [Array.from({ length: 500 }, (_, n) => `k${n}: 1`).join('\n'), '... and 490 more'],
    ].map(([text = '', message = '']) => [String(text).slice(0, 60), text, String(message)] as const),
  )('%j', (_title, text, message) => {
    expect(refusal(text).slice(0, 3000)).toContain(message);
  });

  it.each(['', '\n# nothing\n', 'null', 'rules:\ndeclared:\noverrides:\n', '\uFEFFrules: { L9: off }\r\n'])(
    'taken: %j',
    (text) => {
      expect(refusal(text)).toBe('taken');
    },
  );

  it('a file that is not there', () => {
    expect(() => readConfig('/no/such/probez.yaml')).toThrow('cannot read "/no/such/probez.yaml": ENOENT');
  });
});

describe('patterns', () => {
  it.each([
    ['legacy', 'legacy/a/b.yaml', true],
    ['legacy/', 'legacy/b.yaml', true],
    ['legacy', 'legacy2/b.yaml', false],
    ['*.yaml', 'a.yaml', true],
    ['*.yaml', 'b/a.yaml', false],
    ['**/*.yaml', 'a.yaml', true],
    ['**/*.yaml', 'x/y/a.yaml', true],
    ['k8s/**/dev-*.yaml', 'k8s/dev-1.yaml', true],
    ['k8s/**/dev-*.yaml', 'k8s/x/y/dev-1.yaml', true],
    ['k8s/**/dev-*.yaml', 'k8s/x/y/prod.yaml', false],
    ['**/x/**/y', 'x/a/x/b/y', true],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['../shared', '../shared/a.yaml', true],
    ['-', '-', true],
  ])('%s of %s: %s', (pattern, path, fits) => {
    expect(fitsPath(pattern, path)).toBe(fits);
  });

  it('no pattern takes its time', () => {
    // Tried one after the other, these are more ways than there are atoms.
    expect(fitsName(`${'*a'.repeat(60)}b`, 'a'.repeat(250))).toBe(false);
    expect(fitsPath(`${'**/a/'.repeat(40)}b`, 'a/'.repeat(2000))).toBe(false);
  });
});

describe('what holds for whom', () => {
  const config = read(`
rules: { L9: error, L34: off }
declared: { startup: 30s, shell: dash }
expect: { pod: [restarts = 0], rollout: [lost = 0] }
overrides:
  - files: [legacy/]
    rules: { L9: off, requests-after-sigterm: info }
    declared: { startup: 2m }
  - workloads: [deployment/batch-*, shop/*/cart, nightly]
    rules: { L34: warning }
    declared: { drainDelay: 1.5s, runtime: java }
    expect: { rollout: [done < 5m] }
  - { files: [legacy/dev], workloads: [api], rules: { L9: warning } }
`);
  const at = (path: string) => join(dirname(config.name), path);
  const api = { kind: 'Deployment', name: 'api' };

  it.each([
    ['a.yaml', api, 'L9', 'error'],
    ['a.yaml', undefined, 'L9', 'error'],
    ['a.yaml', api, 'L34', 'off'],
    ['a.yaml', api, 'L1', undefined],
    ['legacy/a.yaml', api, 'L9', 'off'],
    ['legacy/a.yaml', api, 'L17', 'info'],
    ['legacy/dev/a.yaml', api, 'L9', 'warning'],
    ['legacy/dev/a.yaml', undefined, 'L9', 'off'],
    ['a.yaml', { kind: 'Deployment', name: 'batch-1' }, 'L34', 'warning'],
    ['a.yaml', { kind: 'StatefulSet', name: 'batch-1' }, 'L34', 'off'],
    ['a.yaml', { kind: 'StatefulSet', name: 'cart', namespace: 'shop' }, 'L34', 'warning'],
    ['a.yaml', { kind: 'StatefulSet', name: 'cart' }, 'L34', 'off'],
    ['a.yaml', { kind: 'CronJob', name: 'nightly' }, 'L34', 'warning'],
  ])('%s %j %s: %s', (file, object, rule, severity) => {
    expect(config.severityOf(rule, at(file), object)).toBe(severity);
  });

  it('declared numbers and promises', () => {
    expect(config.declaredFor(at('a.yaml'), api)).toEqual({
      'probez.dev/startup-seconds': '30',
      'probez.dev/shell': 'dash',
    });
    expect(config.declaredFor(at('legacy/a.yaml'), { kind: 'Job', name: 'nightly' })).toEqual({
      'probez.dev/startup-seconds': '120',
      'probez.dev/shell': 'dash',
      'probez.dev/drain-delay-seconds': '1.5',
      'probez.dev/runtime': 'java',
    });
    expect(config.promisesOf('pod', [at('a.yaml')], api)).toEqual(['restarts = 0']);
    expect(config.promisesOf('rollout', [at('a.yaml')], { kind: 'Deployment', name: 'batch-2' })).toEqual([
      'lost = 0',
      'done < 5m',
    ]);
  });

  it('a file goes by its name, and by what that leads to', () => {
    const here = tree({ 'probez.yaml': 'overrides: [{ files: [real], rules: { L9: off } }]', 'real/a.yaml': '' });
    symlinkSync(here, `${here}-link`);
    symlinkSync(join(here, 'real'), join(here, 'other'));
    for (const name of [join(here, 'real/a.yaml'), join(`${here}-link`, 'real/a.yaml'), join(here, 'other/a.yaml')])
      for (const file of [here, `${here}-link`])
        expect(readConfig(join(file, 'probez.yaml')).severityOf('L9', name, undefined)).toBe('off');
  });

  it('the command line goes before the top of the file, where it names a rule', async () => {
    const file = join(tree({ 'c.yaml': 'rules: { L9: off, L34: off }' }), 'c.yaml');
    const asked = await loadConfig(file, new Set(['L9']));
    expect(asked?.severityOf('L9', 'a.yaml', undefined)).toBe(undefined);
    expect(asked?.severityOf('L34', 'a.yaml', undefined)).toBe('off');
  });
});

describe('probez lint with probez.yaml', () => {
  const manifest = `apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  containers:
    - name: a
      image: b
      command: [sh, -c, "cd /app && server"]
      livenessProbe: { httpGet: { path: /l, port: 80 }, failureThreshold: 1 }
`;
  const lint = async (config: string, ...args: string[]) => {
    const at = tree({ 'c.yaml': config, 'k8s/a.yaml': manifest, 'k8s/probez.yaml': 'rules: {}' });
    const { code, stdout, stderr } = await runHere([
      'lint',
      '--json',
      '--config',
      join(at, 'c.yaml'),
      ...args,
      join(at, 'k8s'),
    ]);
    if (stdout === '') return { code, found: [], notes: [stderr] };
    const { findings, notes } = JSON.parse(stdout);
    const found = findings.map(({ rule, severity }: { rule: string; severity: string }) => `${rule} ${severity}`);
    return { code, found, notes };
  };

  it.each<[string, string[], number, string[]]>([
    ['', [], 0, ['L14 warning']],
    ['rules: { L14: error }', [], 1, ['L14 error']],
    ['rules: { single-failure: "off" }', [], 0, []],
    ['rules: { L14: off }', ['--only', 'L14'], 0, ['L14 warning']],
    ['rules: { L14: info }', ['--strict'], 0, []],
    ['overrides: [{ files: [k8s], rules: { L14: off } }]', ['--only', 'L14'], 0, []],
    ['overrides: [{ workloads: [pod/a], rules: { L14: off } }]', [], 0, []],
    ['declared: { shell: dash }', [], 0, ['L19 warning', 'L14 warning']],
    ['declared: { startup: 60 }', [], 0, ['L10 warning', 'L14 warning']],
    ['declared: { startup: 60 }', ['--startup', '0'], 0, ['L14 warning']],
    ['overrides: [{ workloads: [b], declared: { startup: 60 } }]', [], 0, ['L14 warning']],
  ])('%j %j', async (config, args, code, found) => {
    expect(await lint(config, ...args)).toEqual({ code, found, notes: [] });
  });

  it('its name is told', async () => {
    const at = tree({ 'c.yaml': 'rules: { L14: off }', 'a.yaml': manifest });
    const { stdout } = await runHere(['lint', '--config', join(at, 'c.yaml'), join(at, 'a.yaml')]);
    expect(stdout).toContain(`; 1 Pod checked, with ${join(at, 'c.yaml')}\n`);
  });

  it('a bad one ends it, before anything is judged', async () => {
    const { code, notes } = await lint('rules: { L14: of }\nfoo: 1');
    expect(code).toBe(2);
    expect(notes[0]).toMatch(
      /^probez lint: .*c\.yaml:1:10 rules\.L14 is "of".*did you mean off\?\n.*c\.yaml:2:1 there is no "foo"/,
    );
  });
});
