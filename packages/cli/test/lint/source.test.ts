import { describe, expect, test } from 'vitest';
import { growthFor4Times } from '../../../../test/support/cpu-growth.ts';
import { lint } from '../../src/lint/lint.ts';
import { parse } from '../../src/lint/source.ts';

const places = (text: string, rule: string) =>
  lint([{ name: 'f.yaml', text }])
    .findings.filter((finding) => finding.rule === rule)
    .map(({ line, column }) => `${line}:${column}`);

const pod = (lines: string[]) =>
  [
    'apiVersion: v1',
    'kind: Pod',
    'metadata: { name: a }',
    'spec:',
    '  containers:',
    '    - name: a',
    '      image: b',
    ...lines,
  ].join('\n');

test('a key that stands twice is named', () => {
  const text = pod(['      livenessProbe:', '        periodSeconds: 3', '        "periodSeconds": 5']);
  const said = lint([{ name: 'f.yaml', text }]).findings.map(({ line, message }) => `${line} ${message}`);
  expect(said).toContain('10 The key "periodSeconds" occurs twice in the same map.');
});

test('a byte order mark behind the line between two documents is no part of a key', () => {
  expect(lint([{ name: 'f.yaml', text: `\uFEFF${pod([])}\n---\n\uFEFF${pod([])}` }]).findings).toEqual([]);
});

test('a map of very many keys is read in step with their number', () => {
  const read = (keys: number) => {
    const text = Array.from({ length: keys }, (_, index) => `k${index}: ${index}`).join('\n');
    expect(parse({ name: 'f.yaml', text }).problems).toEqual([]);
  };
  expect(growthFor4Times(read, 5_000)).toBeLessThan(10);
});

test('what is nested too deeply is said to be', () => {
  const text = `a: ${'['.repeat(5000)}${']'.repeat(5000)}`;
  expect(parse({ name: 'f.yaml', text }).problems.map(({ message }) => message)).toEqual([
    'nested too deeply to be read',
  ]);
});

describe('places', () => {
  test('a key, where it is written', () => {
    expect(
      places(pod(['      livenessProbe:', '        exec: { command: [a] }', '        periodSeconds: 1']), 'L24'),
    ).toEqual(['10:9']);
  });

  test('of a default, the nearest thing above', () => {
    expect(places(pod(['      livenessProbe:', '        httpGet: { port: 80 }']), 'L27')).toEqual(['9:9']);
  });

  test('in the second document, with Windows line ends and a byte order mark', () => {
    const text = `\uFEFF${pod([])}\n---\n${pod(['      livenessProbe: {}'])}`.replaceAll('\n', '\r\n');
    expect(places(text, 'L1')).toEqual(['16:7']);
  });

  test('through an anchor: where it is defined', () => {
    const text = pod([
      '      livenessProbe: &p',
      '        exec: { command: [a] }',
      '        periodSeconds: 1',
      '      readinessProbe: *p',
    ]);
    expect(places(text, 'L24')).toEqual(['10:9', '10:9']);
  });

  test('through a merge key, and the own key before the merged one', () => {
    const text = pod([
      '      startupProbe: &p',
      '        exec: { command: [a] }',
      '        periodSeconds: 1',
      '      livenessProbe:',
      '        <<: *p',
      '        periodSeconds: 2',
      '      readinessProbe:',
      '        <<: [*p]',
    ]);
    expect(places(text, 'L24')).toEqual(['10:9', '13:9']);
  });

  test('in a list of objects', () => {
    const item = pod(['      livenessProbe: {}']).replaceAll('\n', '\n    ');
    expect(places(`apiVersion: v1\nkind: List\nitems:\n  - ${item}\n`, 'L1')).toEqual(['11:11']);
  });

  test('in JSON with tabs', () => {
    const text = JSON.stringify(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a' },
        spec: { containers: [{ name: 'a', image: 'b', livenessProbe: {} }] },
      },
      null,
      '\t',
    );
    expect(places(text, 'L1')).toEqual(['12:5']);
  });
});

describe('YAML as kubectl reads it', () => {
  const value = (text: string) => parse({ name: 'f', text: `a: ${text}` }).sources[0]?.value;
  test.each([
    ['yes', true],
    ['off', false],
    ['010', 8],
    ['0x10', 16],
    ['1_000', 1000],
    ['12:30', '12:30'],
    ['2020-01-01', '2020-01-01'],
    ['"yes"', 'yes'],
    ['~', null],
  ])('%s', (text, expected) => {
    expect(value(text)).toEqual({ a: expected });
  });
});

describe('what is no manifest', () => {
  const run = (text: string) => lint([{ name: 'f.yaml', text }]);

  test.each([
    ['nothing', ''],
    ['blanks and comments', '\n  # nothing\n\n'],
    ['only separators', '---\n---\n'],
    ['null', 'null\n'],
  ])('%s: a note', (_, text) => {
    const { findings, notes, problems } = run(text);
    expect({ findings, problems }).toEqual({ findings: [], problems: [] });
    expect(notes.map(({ message }) => message)).toEqual(['holds no documents']);
  });

  test.each([
    ['a values file', 'replicas: 3\nimage: x\n'],
    ['a list', '- 1\n- 2\n'],
    ['a scalar', 'hello\n'],
  ])('%s: skipped with a note', (_, text) => {
    const { findings, notes, problems } = run(text);
    expect({ findings, problems }).toEqual({ findings: [], problems: [] });
    expect(notes.map(({ line, message }) => [line, message])).toEqual([[1, expect.stringContaining('skipped')]]);
  });

  test.each([
    [
      'a Knative Service',
      'apiVersion: serving.knative.dev/v1\nkind: Service\nspec: { publishNotReadyAddresses: true }',
    ],
    ['a definition of a resource', 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {}'],
    ['a kind that is a word of JavaScript', 'apiVersion: v1\nkind: constructor\n'],
    ['another', 'kind: __proto__\n'],
  ])('%s: left alone', (_, text) => {
    expect(run(text)).toMatchObject({ findings: [], notes: [], problems: [], pods: 0 });
  });

  test.each([
    ['an open bracket', 'a: [1, 2\nb: 3\n', 2],
    ['a tab', 'a:\n\tb: 1\n', 2],
    ['a bad indent', 'a: 1\n  b: 2\n', 1],
    ['an unknown alias', 'a: *nobody\n', 1],
    ['a NUL byte', 'a: \0', 1],
    ['UTF-16', Buffer.from('\uFEFFa: 1', 'utf16le').toString(), 1],
    ['a second document', 'a: 1\n---\nb: "open\n', 3],
  ])('%s: a problem with its line', (_, text, line) => {
    const { problems } = run(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.line).toBeGreaterThanOrEqual(line);
    expect(problems[0]?.message).not.toMatch(/\n/);
  });

  test('an unrendered template says how to render it', () => {
    const text = 'apiVersion: v1\nkind: Pod\n{{- if .Values.a }}\nspec: { a: {{ .Values.b }} }\n{{- end }}\n';
    expect(run(text).problems[0]?.message).toContain('helm template');
  });

  test('a broken document does not hide the others', () => {
    const { findings, problems } = run(`a: [\n---\n${pod(['      livenessProbe: {}'])}`);
    expect(problems).toHaveLength(1);
    expect(findings.map(({ rule }) => rule)).toContain('L1');
  });
});

describe('what would run away', () => {
  test('aliases of aliases are refused', () => {
    const lines = ['a0: &a0 [x, x]'];
    for (let level = 1; level < 30; level++) lines.push(`a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`);
    const { problems } = lint([{ name: 'f.yaml', text: `kind: List\n${lines.join('\n')}\nitems: *a29\n` }]);
    expect(problems[0]?.message).toContain('aliases expand');
  });

  test.each([
    ['metadata: &m { labels: *m }', 'metadata: &m { labels: '],
    ['a: &a [&b { c: *a }]', 'a: &a [&b { c: '],
  ])('%s: what holds itself is no manifest', (text, before) => {
    const { problems } = lint([{ name: 'f', text: `kind: Pod\n${text}\n---\na: &a [&a x, *a]\n` }]);
    expect(problems).toEqual([
      {
        file: 'f',
        line: 2,
        column: before.length + 1,
        message: expect.stringMatching(/^the alias \*(\w) is inside its own anchor &\1: it would contain itself$/),
      },
    ]);
  });

  test('one anchor used a thousand times is fine', () => {
    const text = `a: &a { b: 1 }\nc:\n${'  - *a\n'.repeat(1000)}`;
    expect(lint([{ name: 'f.yaml', text }]).problems).toEqual([]);
  });

  test('an alias to itself', () => {
    expect(() =>
      lint([{ name: 'f.yaml', text: 'kind: List\nitems: &a\n  - kind: List\n    items: *a\n' }]),
    ).not.toThrow();
  });

  test('a hundred thousand open brackets', () => {
    const { problems } = lint([{ name: 'f.yaml', text: '['.repeat(100_000) }]);
    expect(problems).toHaveLength(1);
  });

  test('many Deployments behind a Service: four times as many are four times the work', () => {
    const one = (name: string) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name} }\nspec: { template: { metadata: { labels: { app: a } }, spec: { containers: [{ name: a, image: b }] } } }\n`;
    const service =
      'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { selector: { app: a }, ports: [{ port: 80 }] }\n';
    const many = (count: number) => {
      const text = [service, ...Array.from({ length: count }, (_, index) => one(`d${index}`))].join('---\n');
      expect(lint([{ name: 'f.yaml', text }]).pods).toBe(count);
    };
    expect(growthFor4Times(many, 250)).toBeLessThan(10);
  });
});
