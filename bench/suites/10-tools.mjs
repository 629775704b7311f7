import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinned, SERVER_CORE } from '../lib/pin.mjs';
import { probez } from '../lib/probez.mjs';
import { ratio, spread } from '../lib/stats.mjs';

const PROBEZ = fileURLToPath(new URL('../../packages/cli/bin/probez.cjs', import.meta.url));
const PARSE = fileURLToPath(new URL('../lib/parse-yaml.mjs', import.meta.url));
const APPS = 5_000;
const HOURS = 24;

/** @param {import('../lib/result.mjs').Settings} settings @returns {Promise<import('../lib/result.mjs').Result>} */
export async function run({ quick }) {
  const simulations = [];
  for (const [what, answers] of [
    ['a Pod that is well', [200]],
    ['a Pod that fails readiness half of the time', [...Array(60).fill(200), ...Array(60).fill(503)]],
    ['a Pod whose liveness fails, again and again', [200, 200, 500, 500, 500]],
  ]) {
    const perSecond = [];
    for (let round = 0; round < (quick ? 2 : 6); round += 1) perSecond.push(await podHoursPerSecond(answers));
    simulations.push({ what, perSecond: spread(perSecond) });
  }
  const { lint, parse } = await lintTimes(quick ? 2 : 6);
  const against = ratio(
    lint.map((ms) => [ms]),
    parse.map((ms) => [ms]),
  );
  return {
    tables: [
      {
        caption: `${HOURS} hours of a Pod with three probes in virtual time`,
        columns: [
          { key: 'what', label: 'Pod', unit: 'text' },
          { key: 'perSecond', label: 'Pod-hours a second', unit: 'perSecond' },
        ],
        rows: simulations,
      },
      {
        caption: `One file of ${2 * APPS} documents, Deployments and their Services, each command in a process of its own`,
        columns: [
          { key: 'what', label: 'command', unit: 'text' },
          { key: 'ms', label: 'time', unit: 'ms' },
          { key: 'against', label: 'where parsing costs 1', unit: 'ratio' },
        ],
        rows: [
          { what: 'parsed with `yaml`, nothing else', ms: spread(parse) },
          { what: '`probez lint`, all rules', ms: spread(lint), against },
        ],
      },
    ],
    figures: [{ id: 'lint', what: 'linting a file, against parsing it', value: against }],
  };
}

const probe = (/** @type {string} */ path) => ({ httpGet: { path, port: 8080 }, periodSeconds: 5 });

const podSpec = (/** @type {string} */ name) => ({
  containers: [
    {
      name,
      image: 'registry.example/app:1.0.0',
      ports: [{ containerPort: 8080 }],
      startupProbe: { ...probe('/startupz'), failureThreshold: 30 },
      livenessProbe: probe('/livez'),
      readinessProbe: probe('/readyz'),
    },
  ],
});

/** @param {readonly number[]} answers of readiness, or of liveness where one of them is 500 */
async function podHoursPerSecond(answers) {
  const { createPodSimulation } = await probez('kubelet');
  const path = answers.includes(500) ? '/livez' : '/readyz';
  const start = () => {
    let asked = 0;
    return ({ url }) => ({ status: url === path ? (answers[asked++ % answers.length] ?? 200) : 200 });
  };
  const manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app' }, spec: podSpec('app') };
  const pod = createPodSimulation({ manifest, apps: { app: { start } } });
  const startedAt = performance.now();
  pod.runForSync(HOURS * 3600);
  return HOURS / ((performance.now() - startedAt) / 1000);
}

/** @param {number} rounds */
async function lintTimes(rounds) {
  const folder = mkdtempSync(join(tmpdir(), 'probez-bench-'));
  try {
    const file = join(folder, 'all.yaml');
    const apps = Array.from({ length: APPS }, (_, index) => `app-${index}`);
    writeFileSync(file, apps.flatMap((name) => [deployment(name), service(name)]).join('---\n'));
    const taken = { lint: /** @type {number[]} */ ([]), parse: /** @type {number[]} */ ([]) };
    for (let round = 0; round < rounds; round += 1) {
      taken.parse.push(await time([PARSE, file]));
      taken.lint.push(await time([PROBEZ, 'lint', file]));
    }
    return taken;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** YAML as people write it. @param {string} name */
const deployment = (name) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app: ${name}
spec:
  replicas: 3
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      terminationGracePeriodSeconds: 30
      containers:
        - name: ${name}
          image: registry.example/${name}:1.0.0
          ports:
            - name: http
              containerPort: 8080
          startupProbe:
            httpGet: { path: /startupz, port: http }
            periodSeconds: 2
            failureThreshold: 30
          livenessProbe:
            httpGet: { path: /livez, port: http }
            periodSeconds: 10
          readinessProbe:
            httpGet: { path: /readyz, port: http }
            periodSeconds: 5
`;

/** @param {string} name */
const service = (name) => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${name}
  ports:
    - port: 80
      targetPort: http
`;

/** Findings are none of our business here. @param {readonly string[]} args @returns {Promise<number>} milliseconds */
function time(args) {
  const [command, all] = pinned(SERVER_CORE, process.execPath, args);
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    execFile(command, all, { maxBuffer: 2 ** 28 }, (error, _stdout, stderr) => {
      if (error !== null && ![1, 2].includes(Number(error.code))) reject(new Error(`${args.join(' ')}: ${stderr}`));
      else resolve(performance.now() - startedAt);
    });
  });
}
