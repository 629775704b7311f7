import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** The built command, as users have it: `npm run build` makes it. */
export const probez = fileURLToPath(new URL('../../bin/probez.cjs', import.meta.url));
const fixture = fileURLToPath(new URL('fixture-app.mjs', import.meta.url));
/** Of this test file. */
export const directory = mkdtempSync(join(tmpdir(), 'probez-run-'));

afterAll(() => rmSync(directory, { recursive: true, force: true }));

let files = 0;
/** A file with a Pod of the fixture. */
export function manifest(spec: object, port: number): string {
  const file = join(directory, `pod-${files++}.json`);
  const container = {
    name: 'app',
    image: 'app:1',
    command: [process.execPath, fixture],
    env: [{ name: 'PORT', value: String(port) }],
    ports: [{ name: 'http', containerPort: port }],
    ...spec,
  };
  const pod = { terminationGracePeriodSeconds: 3, containers: [container] };
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'demo' }, spec: pod }));
  return file;
}

/** Patient: when the machine holds the app up, that is no failure here. */
export const probe = (path: string) => ({ httpGet: { path, port: 'http' }, periodSeconds: 1, timeoutSeconds: 20 });
/** However slowly a busy machine starts the app, its liveness probe waits for that. */
export const probes = {
  startupProbe: { ...probe('/livez'), failureThreshold: 60 },
  readinessProbe: probe('/readyz'),
  livenessProbe: probe('/livez'),
};
