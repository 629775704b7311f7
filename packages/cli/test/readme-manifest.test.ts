/** The probes that the README shows are those that `probez manifest` writes, and the linter has nothing against them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { lint } from '../src/lint/lint.ts';
import { runHere } from './io.ts';

const page = readFileSync(fileURLToPath(new URL('../../../README.md', import.meta.url)), 'utf8');
const [, snippet = ''] = /^```yaml\n(spec:\n[\s\S]*?)^```$/m.exec(page) ?? [];
const [, command = ''] = /`npx probez (manifest [^`]+)`/.exec(page) ?? [];

const service = `apiVersion: v1
kind: Service
metadata: { name: app }
spec: { selector: { app: app }, ports: [{ port: 80, targetPort: http }] }
`;

test('are what the command writes that the README names', async () => {
  const { code, stdout } = await runHere([...command.split(' '), '--json']);
  expect(code).toBe(0);
  const { spec } = JSON.parse(stdout);
  const [container] = spec.template.spec.containers;
  const shown = parse(snippet).spec;
  expect({ spec }).toMatchObject({ spec: shown });
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe'])
    expect(shown.template.spec.containers[0][probe]).toEqual(container[probe]);
});

test('in a Deployment with its Service they have no findings, not even what is only worth knowing', () => {
  const { spec } = parse(snippet);
  const labels = { app: 'app' };
  const [container] = spec.template.spec.containers;
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'app' },
    spec: {
      ...spec,
      selector: { matchLabels: labels },
      template: {
        metadata: { ...spec.template.metadata, labels },
        spec: { ...spec.template.spec, containers: [{ ...container, image: 'registry.example.com/app:1' }] },
      },
    },
  };
  const text = `${stringify(deployment)}---\n${service}`;
  const { findings, pods } = lint([{ name: 'app.yaml', text }]);
  expect({ findings, pods }).toEqual({ findings: [], pods: 1 });
});
