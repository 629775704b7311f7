import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/support/free-port.ts';
import { missing } from '../../../test/support/missing.ts';
import { openTerminal, type Terminal } from '../../../test/support/terminal.ts';
import { ask, post } from './demoapp.ts';

const START = fileURLToPath(new URL('../start.mjs', import.meta.url));
describe.skipIf(missing('tmux'))('npm start: the demo app under a kubelet, in a terminal', () => {
  let port = 0;
  let terminal: Terminal;
  const seen = (pattern: RegExp) => terminal.see(pattern);

  beforeAll(async () => {
    port = await freePort();
    terminal = openTerminal(`PORT=${port} ${process.execPath} ${START}`);
  });
  afterAll(() => terminal.close());

  it('becomes ready, and says what to try', async () => {
    await seen(/curl -d readyz=FAIL/);
    await seen(/demoapp {2}READY 1\/1 {2}Running {2}RESTARTS 0/);
  }, 90_000);

  it('says first where the control room is, which is there for whoever has the address, and opens nothing', async () => {
    const [, origin = '', token = ''] =
      /^probez run: the control room is at (http:\/\/127\.0\.0\.1:\d+\/)(\S+\/)/m.exec(terminal.screen()) ?? [];
    expect((await fetch(origin + token)).status).toBe(200);
    expect((await fetch(origin)).status).toBe(404);
  });

  it('trouble is allowed: only this machine can reach it', async () => {
    expect((await ask(port, { path: '/chaos' })).body).not.toContain('not allowed');
  });

  it('readyz=FAIL takes it out of service without a restart, OK brings it back', async () => {
    await post(port, 'readyz', 'FAIL');
    await seen(/demoapp {2}READY 0\/1 {2}Running {2}RESTARTS 0/);
    await post(port, 'readyz', 'OK');
    await seen(/READY 0\/1 {2}Running {2}RESTARTS 0[\s\S]*READY 1\/1 {2}Running {2}RESTARTS 0/);
  });

  it('livez=FAIL: three Unhealthy, Killing, RESTARTS 1, and OK again', async () => {
    await post(port, 'livez', 'FAIL');
    await seen(
      /Liveness probe failed: HTTP probe failed with statuscode: 503 \(3\/3\)[\s\S]*Killing[\s\S]*failed liveness probe, will be restarted/,
    );
    await seen(/READY 1\/1 {2}Running {2}RESTARTS 1/);
    expect(await ask(port, { path: '/livez' })).toMatchObject({ status: 200, body: 'OK' });
    expect(terminal.screen().match(/Liveness probe failed: HTTP/g)).toHaveLength(3);
  });

  it('Ctrl-C deletes the Pod and ends with 0', async () => {
    terminal.type('C-c');
    await seen(/code 0/);
  });
});
