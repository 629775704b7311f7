import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/support/free-port.ts';
import { ask, post } from './demoapp.ts';

const START = fileURLToPath(new URL('../start.mjs', import.meta.url));
const tmux = ['/usr/bin/tmux', '/usr/local/bin/tmux'].find(existsSync);

if (tmux === undefined) {
  const advice = 'npm start is tested in a terminal, which needs tmux: apt-get install tmux';
  if (process.env.CI) it('finds tmux', () => expect.fail(advice));
  else console.warn(`skipped: ${advice}`);
}

describe.skipIf(tmux === undefined)('npm start: the demo app under a kubelet, in a terminal', () => {
  const socket = `probez-start-${process.pid}`;
  const call = (...args: string[]): string => execFileSync(tmux ?? '', ['-L', socket, ...args], { encoding: 'utf8' });
  const screen = (): string => call('capture-pane', '-p', '-J', '-S', '-200', '-t', 'start');
  const seen = (pattern: RegExp): Promise<void> =>
    expect.poll(screen, { timeout: 60_000, interval: 100 }).toMatch(pattern);
  let port = 0;

  beforeAll(async () => {
    port = await freePort();
    call(
      'new-session',
      '-d',
      '-s',
      'start',
      '-x',
      '180',
      '-y',
      '50',
      `PORT=${port} ${process.execPath} ${START}; echo "code $?"; sleep 120`,
    );
  });
  afterAll(() => {
    call('kill-server');
  });

  it('becomes ready, and says what to try', async () => {
    await seen(/curl -d readyz=FAIL/);
    await seen(/demoapp {2}READY 1\/1 {2}Running {2}RESTARTS 0/);
  }, 90_000);

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
    expect(screen().match(/Liveness probe failed: HTTP/g)).toHaveLength(3);
  });

  it('Ctrl-C deletes the Pod and ends with 0', async () => {
    call('send-keys', '-t', 'start', 'C-c');
    await seen(/code 0/);
  });
});
