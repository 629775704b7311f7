import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cli } from '../../src/cli.ts';
import type { Io } from '../../src/io.ts';

const directory = mkdtempSync(join(tmpdir(), 'probez-simulate-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function simulate(args: readonly string[], stdin = '') {
  const written = { stdout: '', stderr: '' };
  const output = (stream: 'stdout' | 'stderr') => ({
    isTTY: false,
    write(text: string) {
      written[stream] += text;
    },
  });
  const io: Io = {
    stdout: output('stdout'),
    stderr: output('stderr'),
    stdin: (async function* () {
      yield stdin;
    })(),
    env: {},
    isTTY: false,
    color: false,
    onOutputLost: () => {},
  };
  const code = await cli(['simulate', ...args], io);
  return { code, ...written };
}

let count = 0;
function file(content: unknown): string {
  const path = join(directory, `${count++}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const recorded = new URL('../../../kubelet/test/recorded/traces/', import.meta.url);

const assumedToServe =
  'probez simulate: container "app": image "x" cannot be run here and is assumed to work: it runs, answers 200 to everything and SERVING to ' +
  'gRPC. To change that: --script app=FILE with {"boots":[{"routes":{"/livez":[200,503]}}]}\n';

describe('a trace', () => {
  it.each(readdirSync(recorded).filter((name) => name.endsWith('.json')))(
    '%s comes back in its own format',
    async (name) => {
      const text = readFileSync(new URL(name, recorded), 'utf8');
      const { code, stdout } = await simulate(['-'], text);
      expect(code).toBe(0);
      const given = JSON.parse(text);
      const made = JSON.parse(stdout);
      expect(Object.keys(made)).toEqual(Object.keys(given));
      expect(made.source).toBe('simulated by probez');
      // One entry per line, as in the recordings.
      expect(stdout.split('\n').filter((line) => line.startsWith('  {"t":'))).toHaveLength(made.trace.length);
    },
  );

  it('takes other times from the command line', async () => {
    const trace = { seconds: 5, pod: { probes: {} }, server: { boots: [{ routes: {} }] } };
    const { stdout } = await simulate([file(trace), '--seconds', '30', '--delete-after', '10']);
    expect(JSON.parse(stdout).trace.at(-1)).toEqual({ t: 10.1, kind: 'pod', event: 'terminated' });
  });
});

const pod = (fields: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'demo' },
  spec: { containers: [{ name: 'app', image: 'x', ports: [{ name: 'http', containerPort: 8080 }], ...fields }] },
});
const livenessProbe = { httpGet: { path: '/livez', port: 'http' }, periodSeconds: 2, failureThreshold: 2 };

describe('a manifest', () => {
  it('follows a script', async () => {
    const script = file({ boots: [{ routes: { '/livez': [200, 500] } }, { routes: { '/livez': [200] } }] });
    const { code, stdout, stderr } = await simulate([
      file(pod({ livenessProbe })),
      '--script',
      script,
      '--format',
      'watch',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      [
        'NAME   READY   STATUS              RESTARTS   AGE',
        'demo   0/1     ContainerCreating   0          0.0s',
        'demo   1/1     Running             0          0.0s',
        'demo   1/1     Running             1          6.0s',
        '',
      ].join('\n'),
    );
  });

  it('is well over gRPC, too, where there is no script', async () => {
    const probes = {
      readinessProbe: { grpc: { port: 9090 } },
      livenessProbe: { grpc: { port: 9090, service: 'shop' } },
    };
    const { stdout, stderr } = await simulate([file(pod(probes)), '--seconds', '5m', '--format', 'watch']);
    expect(stderr).toBe(assumedToServe);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^demo +1\/1 +Running +0 /);
  });

  it('prints a trace with the container in each line', async () => {
    const { stdout, stderr } = await simulate([file(pod({ livenessProbe })), '--seconds', '3']);
    expect(stderr).toBe(assumedToServe);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'demo', seconds: 3 });
    expect(stdout).toContain('{"t":2,"kind":"probe","container":"app","probe":"liveness","outcome":"success"}');
  });

  it('describes the events', async () => {
    const script = file({ containers: { app: { boots: [{ exitAfterMs: 1000, exitCode: 1 }] } } });
    const { stdout } = await simulate([file(pod()), '--script', script, '--format', 'describe', '--seconds', '30']);
    expect(stdout).toMatch(
      /Warning {2}BackOff +\d+s \(x2 over \d+s\) +kubelet +spec\.containers\{app\}: Back-off restarting failed container app in pod demo_default/,
    );
  });

  it('runs shell commands', async () => {
    const { stdout } = await simulate([
      file(pod({ command: ['sh', '-c', 'sleep 2; exit 3'] })),
      '--format',
      'states',
      '--seconds',
      '4',
    ]);
    expect(stdout).toContain('"state":"terminated:Error:3"');
  });
});

describe('what a node does otherwise is told, and played', () => {
  const readinessProbe = (host: string) => ({ readinessProbe: { httpGet: { path: '/', port: 8080, host } } });
  const gate = 'target-health.example.com/web';
  it.each<[string, object, object, string, string]>([
    ['loopback is the node', readinessProbe('localhost'), {}, '0/1', 'asks localhost, which is the node itself'],
    ['with hostNetwork it is the Pod, too', readinessProbe('127.0.0.1'), { hostNetwork: true }, '1/1', ''],
    [
      'another host',
      readinessProbe('web.example'),
      {},
      '1/1',
      'asks web.example, which is assumed to be this Pod here',
    ],
    ['a readiness gate', {}, { readinessGates: [{ conditionType: gate }] }, '1/1', `${gate} is assumed to be true`],
    ['a stop signal', { lifecycle: { stopSignal: 'SIGUSR1' } }, {}, '1/1', 'SIGUSR1 is silently dropped'],
  ])('%s', async (_name, container, spec, ready, note) => {
    const manifest = pod(container);
    const whole = { ...manifest, spec: { ...manifest.spec, ...spec } };
    const { stdout, stderr } = await simulate([file(whole), '--format', 'watch']);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(new RegExp(`^demo +${ready} +Running`));
    expect(stderr).toContain(note);
    // A Pod file is the same Pod without its envelope.
    const { stdout: states, stderr: notes } = await simulate([file({ spec: whole.spec, seconds: 20 })]);
    expect(JSON.parse(states).pod.at(-1).ready).toBe(ready === '1/1');
    expect(notes).toContain(note);
  });
});

describe('several files', () => {
  it('of which one cannot be read', async () => {
    const broken = file('a: [');
    const { code, stdout, stderr } = await simulate(['/no/such/file', broken, file(pod()), '--format', 'watch']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^demo +1\/1 +Running/m);
    expect(stderr).toContain('probez simulate: cannot read "/no/such/file": ENOENT');
    expect(stderr).toContain(`probez simulate: ${broken}: `);
  });

  it('of which none has a Pod that can be read', async () => {
    const { code, stderr } = await simulate(['/no/such/file', file('a: [')]);
    expect(code).toBe(2);
    expect(stderr).toContain('cannot read "/no/such/file": ENOENT');
  });

  it('with a broken document beside the Pod', async () => {
    const { code, stderr } = await simulate([file(`a: [\n---\n${JSON.stringify(pod())}`)]);
    expect(code).toBe(0);
    expect(stderr).toContain('(line 2, column 1)');
  });

  it('in a directory, chosen by --pod', async () => {
    const folder = mkdtempSync(join(directory, 'several-'));
    for (const name of ['one', 'two'])
      writeFileSync(join(folder, `${name}.yaml`), JSON.stringify({ ...pod(), metadata: { name } }));
    const chosen = await simulate([folder, '--pod', 'two', '--format', 'watch']);
    expect(chosen.stdout).toContain('two');
    const none = await simulate([folder]);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('there are 2 Pods in these 2 files: choose one with --pod: pod/one, pod/two');
  });
});

describe('what it says about mistakes', () => {
  it.each<[string, () => string[], string]>([
    ['no file', () => [], 'no FILE given: name a trace, a Pod file or a manifest'],
    ['a file that is not there', () => ['/no/such/file'], 'cannot read "/no/such/file": ENOENT'],
    [
      'an unknown format',
      () => [file(pod()), '--format', 'xml'],
      '--format "xml": expected one of trace, watch, describe, states',
    ],
    ['a broken manifest', () => [file('a: [')], 'Flow sequence in block collection must be'],
    ['no Pod in it', () => [file('kind: Service')], 'no Pod in it'],
    [
      'an invalid probe',
      () => [file(pod({ livenessProbe: { ...livenessProbe, successThreshold: 2 } }))],
      'spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
    ],
    [
      'a script for nobody',
      () => [file(pod()), '--script', `web=${file({ boots: [{}] })}`],
      'no container "web": the Pod has app',
    ],
    ['a script without a file', () => [file(pod()), '--script', 'app='], '--script "app=": expected FILE or NAME=FILE'],
    ['a script that is none', () => [file(pod()), '--script', file({ routes: {} })], 'expected {"boots": [...]}'],
    [
      'a step that is none',
      () => [file({ seconds: 1, pod: {}, server: { boots: [{ routes: { '/': ['explode'] } }] } })],
      'server.boots[0].routes["/"][0]: Invalid value: "explode": must be a status',
    ],
    [
      'a step of a --script, with its file',
      () => [file(pod()), '--script', file({ boots: [{ routes: { '/': { '5s': 200 } } }] })],
      'boots[0].routes["/"]: Required value: a step for "0s"',
    ],
    ['real time for a Pod', () => [file(pod()), '--real-time'], '--real-time: works for a trace only'],
  ])('%s', async (_name, args, message) => {
    const { code, stderr } = await simulate(args());
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('--html', () => {
  const pod = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'app', image: 'x', env: [{ name: 'PASSWORD', value: 'hunter2' }] }] },
  });
  const trace = { pod: {}, server: { boots: [] }, seconds: 1 };

  it('writes a page and says where, and prints no trace unless asked for one', async () => {
    const path = join(directory, 'out.html');
    expect(await simulate(['-', '--html', path], pod)).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining(`the page is in ${path}`),
    });
    const page = readFileSync(path, 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('"version":1');
    expect(page).not.toMatch(/hunter2|src=|https?:\/\//);
    expect((await simulate(['-', '--html', path, '--format', 'watch'], pod)).stdout).toMatch(/^NAME/);
    expect((await simulate(['-', '--html', '-'], pod)).stdout).toBe(page);
  });

  it.each<[string, readonly string[], string]>([
    ['no name', ['-', '--html', ''], '--html: expected a file name'],
    ['a folder that is not there', ['-', '--html', join(directory, 'nowhere', 'out.html')], 'ENOENT'],
    ['a folder', ['-', '--html', directory], 'EISDIR'],
    ['a trace', [file(trace), '--html', 'out.html'], 'only for a manifest'],
    ['a Pod file', [file({ spec: {}, seconds: 1 }), '--html', 'out.html'], 'only for a manifest'],
  ])('%s is an error', async (_what, args, message) => {
    expect(await simulate(args, pod)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});
