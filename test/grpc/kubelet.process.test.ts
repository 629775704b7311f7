import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { grpc, watch } from '../hosts/clients.ts';
import { CONTROL } from '../hosts/host.ts';
import host from '../hosts/hosts/30-grpc.ts';
import { endAll, startCommand } from '../shutdown/process.ts';
import { freePort } from '../support/free-port.ts';
import { ROOT } from '../support/packages.ts';
import { runProgram } from '../support/process.ts';

const PROBEZ = `${ROOT}packages/cli/bin/probez.cjs`;
afterEach(endAll);

/** A Pod with the probes of packages/grpc/README.md. */
function podAt(port: number): string {
  const [, probes = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(`${ROOT}packages/grpc/README.md`, 'utf8')) ?? [];
  return `apiVersion: v1
kind: Pod
metadata: { name: cart }
spec:
  terminationGracePeriodSeconds: 130
  containers:
    - name: app
      image: cart
${probes.replaceAll('50051', String(port)).replace(/^/gm, '      ').trimEnd()}
`;
}

/** The app of the hosts' table, and its Pod, in a folder of their own. */
async function setUp() {
  const folder = mkdtempSync(join(ROOT, 'test/grpc/.app-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  writeFileSync(join(folder, 'control.mjs'), CONTROL);
  for (const [file, text] of Object.entries(host.files())) writeFileSync(join(folder, file), text);
  writeFileSync(join(folder, 'pod.yaml'), podAt(port));
  return { folder, port };
}

it('is probed by the kubelet’s prober and by probez check, and says NOT_SERVING from the first moment of the drain', async () => {
  const { folder, port } = await setUp();
  const pod = startCommand(
    [process.execPath, PROBEZ, 'run', 'pod.yaml', '--env', `PORT=${port}`, '--', 'node', 'app.mjs'],
    {
      cwd: folder,
    },
  );
  await pod.line('startup is success');
  await pod.line('READY 1/1');
  await pod.line('liveness is success');

  const check = async (service = '') => {
    const { code, stdout, stderr } = await runProgram(process.execPath, [
      PROBEZ,
      'check',
      `grpc://127.0.0.1:${port}${service}`,
    ]);
    return `${code} ${(stdout + stderr).trim()}`;
  };
  expect(await check()).toMatch(/^0 success/);
  expect(await check('/readiness')).toMatch(/^0 success/);
  expect(await check('/liveness')).toMatch(/^0 success/);
  expect(await check('/startup')).toMatch(/^0 success/);
  expect(await check('/nobody')).toMatch(/^1 /);

  const watching = watch(port);
  await expect.poll(() => watching.told).toEqual(['SERVING']);
  const slow = grpc.ask(port, '/slow');
  await pod.line('slow has begun');

  // Ctrl-C deletes the Pod.
  pod.child.kill('SIGINT');
  await expect.poll(() => watching.told).toEqual(['SERVING', 'NOT_SERVING']);
  expect(await check()).toMatch(/^1 .*NOT_SERVING/);
  expect(await check('/liveness')).toMatch(/^0 success/);
  expect(await grpc.ask(port, '/')).toBe('200 app');
  expect(await grpc.ask(port, '/release')).toBe('200 released');
  expect(await slow).toBe('200 slow');
  await watching.ended;
  expect(watching.told).toEqual(['SERVING', 'NOT_SERVING']);
  expect(await pod.ended).toBe(0);
  expect(pod.lines.join('\n')).toContain('exited with 0');
});

it('is simulated with the same Pod', async () => {
  const { folder } = await setUp();
  const args = ['simulate', 'pod.yaml', '--seconds', '40', '--delete-after', '30', '--format', 'watch'];
  const { code, stdout } = await runProgram(process.execPath, [PROBEZ, ...args], { cwd: folder });
  expect(code, stdout).toBe(0);
  expect(stdout).toMatch(/cart +1\/1 +Running +0/);
  expect(stdout).not.toMatch(/Running +1/);
});
