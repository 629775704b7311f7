import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RUNS } from '../../../test/support/properties.ts';
import { lint } from '../src/lint/lint.ts';
import { best, plan, worst } from '../src/manifest/plan.ts';
import { UsageError } from '../src/usage-error.ts';
import { runHere } from './io.ts';

const wishes = {
  startup: 30,
  detect: undefined,
  unready: undefined,
  delay: 5,
  drain: 18,
  recovery: undefined,
  timeout: undefined,
  appWaits: false,
};

describe('the numbers', () => {
  test('without wishes: those that are recommended', () => {
    const { liveness, readiness, grace } = plan(wishes);
    expect(liveness).toEqual({ period: 10, failures: 6, timeout: 5 });
    expect(readiness).toEqual({ period: 5, failures: 2, timeout: 5 });
    expect(grace).toBe(35);
  });

  test.each([
    [{}, 5 + 28],
    [{ appWaits: true }, 28],
    [{ appWaits: true, delay: 20, drain: 60 }, 20 + 60 + 5],
  ])('the grace period outlasts the preStop hook and the whole shutdown: %j', (wish, lasts) => {
    expect(plan({ ...wishes, ...wish }).grace).toBe(lasts + 2);
  });

  test('"starts in up to 60 s, drains in 10 s, must be detected dead in 30 s"', () => {
    const { startup, liveness, readiness, grace } = plan({ ...wishes, startup: 60, drain: 10, detect: 30 });
    expect(best(startup)).toBeGreaterThanOrEqual(60);
    expect(worst(liveness)).toBeLessThanOrEqual(30);
    expect(worst(readiness)).toBeLessThanOrEqual(best(liveness));
    expect(grace).toBe(27);
  });

  test.each<[string, object, RegExp]>([
    ['--detect', { detect: 5 }, /--detect 5 .* at least 6 s .* Raise --detect by 1 s\.$/],
    [
      '--detect with --timeout',
      { detect: 19, timeout: 5 },
      /--detect 19 .* at least 20 s .* Raise --detect by 1 s, or lower --timeout\.$/,
    ],
    ['--recovery', { recovery: 8 }, /^--recovery 8 .* 5 s are left for it\. Raise --recovery by 1 s\.$/],
    ['--recovery below --detect', { recovery: 7, detect: 30 }, /^--recovery 7/],
    ['--unready', { unready: 1 }, /^--unready 1 .* Raise --unready to 2\.$/],
    [
      '--unready with --timeout',
      { unready: 9, timeout: 5 },
      /^--unready 9 .* Raise --unready to 10, or lower --timeout\.$/,
    ],
  ])('a contradiction says which number to change, and by how much: %s', (_, contradiction, message) => {
    expect(() => plan({ ...wishes, ...contradiction })).toThrow(message);
    expect(() => plan({ ...wishes, ...contradiction })).toThrow(UsageError);
  });

  test('the advice is enough', () => {
    for (const [advised, least] of [
      [{ detect: 6 }, { detect: 5 }],
      [
        { detect: 20, timeout: 5 },
        { detect: 19, timeout: 5 },
      ],
      [{ recovery: 9 }, { recovery: 8 }],
      [{ unready: 2 }, { unready: 1 }],
    ]) {
      expect(() => plan({ ...wishes, ...least })).toThrow();
      expect(() => plan({ ...wishes, ...advised })).not.toThrow();
    }
  });
});

const seconds = (max: number) => fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max }));
const flags = fc
  .record(
    {
      startup: seconds(3600),
      detect: seconds(600),
      unready: seconds(120),
      delay: seconds(120),
      drain: seconds(900),
      recovery: seconds(900),
      timeout: fc.integer({ min: 1, max: 40 }),
      port: fc.integer({ min: 1, max: 65_535 }),
      replicas: fc.integer({ min: 1, max: 5 }),
      kind: fc.constantFrom('Deployment', 'Pod', 'container'),
      name: fc.constantFrom('api', 'yes', 'on', 'a-1'),
      image: fc.constantFrom('node:22', 'nginx', 'localhost:5000/a@sha256:0123'),
      liveness: fc.constantFrom('/livez', '/healthz', '/a#b?c=d: e'.replaceAll(' ', ''), '/readyz'),
      'app-waits': fc.constant(true),
      grpc: fc.constant(true),
    },
    { requiredKeys: [] },
  )
  .map((record) =>
    Object.entries(record).map(([name, value]) => (value === true ? `--${name}` : `--${name}=${value}`)),
  );

test('random wishes: what is written passes the linter with these numbers declared, or the error says what to change', async () => {
  let written = 0;
  await fc.assert(
    fc.asyncProperty(flags, async (args) => {
      const { code, stdout, stderr } = await runHere(['manifest', ...args]);
      if (code !== 0) {
        expect(code).toBe(2);
        expect(stdout).toBe('');
        expect(stderr).toMatch(/^probez manifest: (--\w|this would be reported as L\d+)/);
        expect(stderr).not.toMatch(/mistake in probez|undefined|NaN|Infinity/);
        return;
      }
      written++;
      expect(stdout).not.toMatch(/undefined|NaN|Infinity/);
      if (args.includes('--kind=container')) return;
      const { findings, problems, pods } = lint([{ name: 'm.yaml', text: stdout }]);
      expect({ problems, pods }).toEqual({ problems: [], pods: 1 });
      expect(findings.map(({ rule, message }) => `${rule} ${message}`)).toEqual([]);
    }),
    { endOnFailure: true },
  );
  expect(written).toBeGreaterThan(RUNS / 10);
}, 120_000);

test('behind a Service too', async () => {
  const service =
    'apiVersion: v1\nkind: Service\nmetadata: { name: app }\nspec: { selector: { app: app }, ports: [{ port: 80, targetPort: http }] }\n';
  for (const args of [[], ['--app-waits'], ['--detect', '30', '--recovery', '40']]) {
    const { stdout } = await runHere(['manifest', ...args]);
    expect(lint([{ name: 'm.yaml', text: `${service}---\n${stdout}` }]).findings).toEqual([]);
  }
});

test('--json is the same manifest', async () => {
  const { stdout } = await runHere(['manifest', '--json', '--name', 'yes']);
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'Deployment', metadata: { name: 'yes' }, spec: { replicas: 2 } });
});

test('--kind container is a fragment for a container', async () => {
  const { stdout } = await runHere(['manifest', '--kind', 'container']);
  expect(stdout).toMatch(/^# Into the Pod's metadata:/);
  expect(stdout).toMatch(/^livenessProbe:$/m);
  expect(stdout).toMatch(/^# {3}terminationGracePeriodSeconds: 35$/m);
});
