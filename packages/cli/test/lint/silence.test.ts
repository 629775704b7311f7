import { describe, expect, test } from 'vitest';
import { lint } from '../../src/lint/lint.ts';

const text = (marks: Record<string, string>) =>
  `${marks.top ?? '# top'}
apiVersion: v1
kind: Pod
metadata:
  name: a
  annotations: { note: "${marks.annotation ?? ''}"${marks.more ?? ''} }
spec:
  containers:
    - name: a
      image: b
      ports: [{ containerPort: 80 }]
      livenessProbe:
        ${marks.above ?? '# above'}
        httpGet: { path: /, port: 80 } ${marks.line ?? ''}
        failureThreshold: 1
---
apiVersion: v1
kind: Pod
metadata: { name: b }
spec:
  containers:
    - name: b
      image: b
      ports: [{ containerPort: 80 }]
      command: [sh, -c, "x # probez-disable-file L27"]
      args:
        - |
          # probez-disable-file L27
      livenessProbe:
        httpGet: { path: /, port: 80 }
`;

const left = (marks: Record<string, string>) =>
  lint([{ name: 'f.yaml', text: text(marks) }])
    .findings.filter(({ rule }) => ['L14', 'L27', 'L39'].includes(rule))
    .map(({ rule, line, severity }) => (rule === 'L39' ? `${rule} ${severity}` : `${rule}:${line}`));

test('nothing silenced, and no comment seen inside a string or a block', () => {
  expect(left({})).toEqual(['L27:14', 'L14:15', 'L27:30']);
});

describe('comments', () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['the line', { line: '# probez-disable-line L27' }, ['L14:15', 'L27:30']],
    [
      'the line, by name and with a reason',
      { line: '# probez-disable-line liveness-on-root: static page' },
      ['L14:15', 'L27:30'],
    ],
    ['the line, several rules', { line: '# probez-disable-line L27, L14 x' }, ['L14:15', 'L27:30']],
    ['the next line', { above: '# probez-disable-next-line l27 (why not)' }, ['L14:15', 'L27:30']],
    ['the document', { above: '# probez-disable L27 L14 because L9 is fine' }, ['L27:30']],
    ['the first document, from above it', { top: '# probez-disable L27' }, ['L14:15', 'L27:30']],
    ['the file', { above: '#probez-disable-file L27' }, ['L14:15']],
    [
      'another rule: nothing, and said so',
      { line: '# probez-disable-line L9' },
      ['L27:14', 'L39 info', 'L14:15', 'L27:30'],
    ],
    ['an unknown rule', { line: '# probez-disable-line L270 why' }, ['L27:14', 'L39 warning', 'L14:15', 'L27:30']],
    [
      'an unknown rule beside a known one',
      { line: '# probez-disable-line L27, liveness-on-rot' },
      ['L39 warning', 'L14:15', 'L27:30'],
    ],
    ['no rule', { line: '# probez-disable-line' }, ['L27:14', 'L39 warning', 'L14:15', 'L27:30']],
    [
      'a word that does not exist',
      { line: '# probez-disable-nextline L27' },
      ['L27:14', 'L39 warning', 'L14:15', 'L27:30'],
    ],
    ['a comment about probez', { line: '# probez is nice; see probez-disable-line' }, ['L27:14', 'L14:15', 'L27:30']],
    ['a name of Object', { line: '# probez-disable-line constructor' }, ['L27:14', 'L39 warning', 'L14:15', 'L27:30']],
  ])('%s', (_, marks, expected) => {
    expect(left(marks).sort()).toEqual([...expected].sort());
  });
});

describe('annotations', () => {
  const more = (value: string, key = 'probez.dev/disable') => ({ more: `, ${key}: "${value}"` });
  test.each<[string, Record<string, string>, string[]]>([
    ['the object', more('L27, L14'), ['L27:30']],
    ['by name', more('liveness-on-root'), ['L14:15', 'L27:30']],
    ['an unknown rule', more('L99'), ['L39 warning', 'L27:14', 'L14:15', 'L27:30']],
    ['an unknown annotation', more('60', 'probez.dev/startup'), ['L39 warning', 'L27:14', 'L14:15', 'L27:30']],
    ['no number', more('soon', 'probez.dev/startup-seconds'), ['L39 warning', 'L27:14', 'L14:15', 'L27:30']],
    ['an unknown container', more('60', 'x.probez.dev/startup-seconds'), ['L39 warning', 'L27:14', 'L14:15', 'L27:30']],
    ['one container', more('L27, L14', 'a.probez.dev/disable'), ['L27:30']],
    ['another container', more('L27', 'x.probez.dev/disable'), ['L39 warning', 'L27:14', 'L14:15', 'L27:30']],
    ['one of its own', more('60', 'a.probez.dev/startup-seconds'), ['L27:14', 'L14:15', 'L27:30']],
  ])('%s', (_, marks, expected) => {
    expect(left(marks).sort()).toEqual([...expected].sort());
  });

  test('on the template of a controller', () => {
    const deployment = (at: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: a, annotations: { ${at === 'controller' ? 'probez.dev/disable: L27' : ''} } }
spec:
  template:
    metadata: { annotations: { ${at === 'template' ? 'probez.dev/disable: L27' : ''} } }
    spec: { containers: [{ name: a, image: b, livenessProbe: { httpGet: { port: 80 } } }] }`;
    const rules = (at: string) => lint([{ name: 'f', text: deployment(at) }]).findings.map(({ rule }) => rule);
    expect(rules('')).toContain('L27');
    expect(rules('template')).not.toContain('L27');
    expect(rules('controller')).not.toContain('L27');
  });
});

test('a disabled rule leaves its comment in peace', () => {
  const { findings } = lint([{ name: 'f', text: text({ line: '# probez-disable-line L27' }) }], {
    disabled: new Set(['L27']),
  });
  expect(findings.map(({ rule }) => rule)).not.toContain('L39');
});
