import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { afterAll, describe, expect, test } from 'vitest';
import { compare, readBaseline, writeBaseline } from '../../src/lint/baseline.ts';
import { fixNumbers } from '../../src/lint/fix.ts';
import { formatGithub } from '../../src/lint/format/github.ts';
import { formatJson } from '../../src/lint/format/json.ts';
import { formatJunit } from '../../src/lint/format/junit.ts';
import { formatSarif } from '../../src/lint/format/sarif.ts';
import { formatText } from '../../src/lint/format/text.ts';
import { lint } from '../../src/lint/lint.ts';
import { createPaint } from '../../src/paint.ts';
import { UsageError } from '../../src/usage-error.ts';
import { runHere } from '../io.ts';

const text = `# a comment
apiVersion: v1
kind: Pod
metadata: { name: a }   # flow, and blanks
spec:
  containers:
    - name: a
      image: "b"
      ports: [{ containerPort: 80 }]
      livenessProbe:
        httpGet: { path: /l, port: 80 }
        failureThreshold: 0x1   # one is too few
        periodSeconds:    5
        timeoutSeconds: 10
`;
const file = { name: 'a <b>.yaml', text };
const run = (one = file) => lint([one]);

describe('--fix', () => {
  test('replaces the scalar in place, and nothing else', () => {
    const [fixed] = fixNumbers([file], run().traced);
    expect(fixed).toEqual({
      file: file.name,
      count: 2,
      text: text.replace('0x1 ', '3 ').replace('timeoutSeconds: 10', 'timeoutSeconds: 5'),
    });
    expect(run({ ...file, text: fixed?.text ?? '' }).findings.map(({ rule }) => rule)).toEqual([]);
  });

  test('what is not written is not put in, and a number in an anchor is mended once', () => {
    const pair = text.replace('livenessProbe:', 'livenessProbe: &p').concat('      readinessProbe: *p\n');
    const [fixed] = fixNumbers([{ name: 'f', text: pair }], lint([{ name: 'f', text: pair }]).traced);
    expect(fixed?.text.split('\n').length).toBe(pair.split('\n').length);
    expect(fixed?.text).toContain('timeoutSeconds: 5');
    const defaults = text.replace(/ {8}(failure|period|timeout).*\n/g, '');
    expect(fixNumbers([{ name: 'f', text: defaults }], lint([{ name: 'f', text: defaults }]).traced)).toEqual([]);
  });
});

describe('a baseline', () => {
  test('knows what is there, whatever its line; what is new counts, and what is mended must go', () => {
    const baseline = readBaseline('b.json', writeBaseline('b.json', run()));
    const all = () => true;
    expect(compare('b.json', run({ ...file, text: `\n\n${text}` }), baseline, all)).toEqual({ fresh: [], mended: [] });
    const worse = run({ ...file, text: text.replace('path: /l', 'path: /readyz') });
    expect(compare('b.json', worse, baseline, all).fresh.map(({ rule }) => rule)).toEqual(['L28']);
    const better = run({ ...file, text: text.replace('0x1', '3') });
    expect(compare('b.json', better, baseline, all)).toEqual({ fresh: [], mended: ['L14 a <b>.yaml Pod/a a'] });
    // It did not run: nobody knows.
    expect(compare('b.json', better, baseline, (rule) => rule !== 'L14').mended).toEqual([]);
  });

  test.each(['', '[]', '{"a":"b"}', '{"version":2,"findings":[]}', '{"version":1,"findings":[{"rule":"L9"}]}'])(
    'that is none is refused: %j',
    (json) => {
      expect(() => readBaseline('b.json', json)).toThrow(UsageError);
    },
  );
});

test('SARIF: a result for each finding, with its rule, place and page', () => {
  const log = JSON.parse(formatSarif(run()));
  const [{ tool, results }] = log.runs;
  expect(log.version).toBe('2.1.0');
  expect(results).toHaveLength(run().findings.length);
  for (const { ruleId, ruleIndex, locations } of results) {
    expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(tool.driver.rules[ruleIndex].helpUri).toMatch(/docs\/lint\/[a-z]+\.md#l\d+-[a-z-]+$/);
    expect(locations[0].physicalLocation.artifactLocation.uri).toBe('a%20%3Cb%3E.yaml');
  }
});

/** In files of every awkward name, with every severity, and one that cannot be read. */
const awkward = lint([
  file,
  { name: 'dir/100% a,b:c.yaml', text: text.replace('failureThreshold: 0x1', 'successThreshold: 2') },
  { name: '/abs/olute.yaml', text: text.replace('name: a\n', 'name: "a\\uFFFE<&>"\n') },
  { name: 'bad.yaml', text: 'a: [' },
  { name: '-', text },
]);

test('SARIF holds against its schema', () => {
  const validate = addFormats
    .default(new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false }))
    .compile(sarifSchema);
  for (const result of [awkward, run(), lint([])]) {
    validate(JSON.parse(formatSarif(result, '/abs')));
    expect(validate.errors).toBe(null);
  }
  validate({ ...JSON.parse(formatSarif(awkward)), version: '2' });
  expect(validate.errors).not.toBe(null);
});

test('GitHub: one line for each, nothing in it can end a value', () => {
  const lines = formatGithub(awkward).trimEnd().split('\n');
  expect(lines).toHaveLength(awkward.findings.length + awkward.problems.length);
  // As the runner reads a line: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
  const read = (line: string) => {
    const [, kind, properties = '', message = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
    const decode = (value: string) => decodeURIComponent(value);
    return {
      kind,
      message: decode(message),
      ...Object.fromEntries(properties.split(',').map((one) => one.split('=').map(decode))),
    };
  };
  expect(read(lines.find((line) => line.includes('L2 ')) ?? '')).toEqual({
    kind: 'error',
    file: 'dir/100% a,b:c.yaml',
    line: '12',
    col: '9',
    title: 'L2 success-threshold Pod/a',
    message: expect.stringMatching(/^.*\nFix: .*\nhttps:\/\/.*\/docs\/lint\/refused\.md#l2-success-threshold$/),
  });
  expect(lines[0]).toMatch(/^::error file=bad\.yaml,line=\d+,col=\d+,title=cannot be read::/);
});

test('files are called from the root of the checkout, where it is told', () => {
  const here = lint([{ name: 'k8s/a.yaml', text }]);
  const root = join(process.cwd(), '..');
  const path = relative(root, join(process.cwd(), 'k8s/a.yaml'));
  expect(formatGithub(here, root)).toContain(`file=${path},line=`);
  expect(formatSarif(here, root)).toContain(`"uri": "${path}"`);
  expect(formatGithub(here, '/elsewhere')).toContain('file=k8s/a.yaml,line=');
});

test('a rule’s page is where a format can carry it', () => {
  const url = /docs\/lint\/timing\.md#l14-single-failure/;
  for (const format of [formatGithub, formatJson, formatSarif]) expect(format(run())).toMatch(url);
  expect(formatJunit(run(), [file.name])).toMatch(url);
  expect(formatText(run(), createPaint(false))).not.toMatch(url);
  expect(formatText(run(), createPaint(false, true))).toContain(
    'timing.md#l14-single-failure\x1b\\L14 single-failure\x1b]8;;',
  );
});

test('JUnit: a failure for each finding, and a case that passes for a file without any', () => {
  const xml = formatJunit(run(), [file.name, 'clean.yaml']);
  expect(xml.match(/<failure /g)).toHaveLength(run().findings.length);
  expect(xml).toContain('<testsuite name="clean.yaml" tests="1" failures="0">');
  expect(xml).toContain('a &lt;b&gt;.yaml');
  expect(xml).not.toContain('<b>');
  expect(formatJunit(awkward, awkward.files)).not.toMatch(/[\uFFFE\uFFFF]|<&>/);
});

describe('a file that cannot be read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'probez-lint-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is a problem, and the rest is judged', async () => {
    const good = join(folder, 'good.yaml');
    writeFileSync(good, text);
    symlinkSync('/no/such/target', join(folder, 'lost.yaml'));
    const { code, stdout, stderr } = await runHere(['lint', '/no/such/file', good, folder]);
    expect(code).toBe(2);
    expect(stdout).toContain('L14');
    expect(stderr).toContain('/no/such/file:1:1 cannot be read: ENOENT');
    expect(stderr).toContain(`${join(folder, 'lost.yaml')}:1:1 cannot be read: ENOENT`);
  });
});
