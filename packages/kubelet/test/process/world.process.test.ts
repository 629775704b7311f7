import { describe, expect, it } from 'vitest';
import { createProcessWorld, createRealClock, drivePod, parsePod } from '../../src/index.ts';

it('a process that is being created when everything is killed never comes, and the Pod ends', async () => {
  const manifest = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'early' },
    spec: { containers: [{ name: 'app', image: 'x', command: ['sleep', '600'] }] },
  };
  const clock = createRealClock();
  const pids: number[] = [];
  const world = createProcessWorld({
    command: ({ command }) => command,
    env: () => process.env,
    cwd: () => undefined,
    creationMs: 60_000,
    firstProcess: false,
    onStarted: (_container, pid) => pids.push(pid),
  });
  const events: string[] = [];
  await new Promise<void>((resolve) => {
    const driver = drivePod({
      pod: parsePod(manifest),
      clock,
      world,
      onRecord(record) {
        if (record.kind === 'container' || record.kind === 'pod') events.push(record.event);
        if (record.kind === 'pod' && record.event === 'terminated') resolve();
      },
    });
    driver.send({ kind: 'delete' });
    driver.send({ kind: 'forceKill' });
    world.killAll();
  });
  expect(events).toEqual(['deleted', 'exited', 'terminated']);
  expect(pids).toEqual([]);
});

/** Starts the command in a Pod, deletes it once it says something, and gives the exit code. */
async function stopped(script: string, stopSignal: string): Promise<number | undefined> {
  const manifest = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'stop' },
    spec: {
      os: { name: 'linux' },
      terminationGracePeriodSeconds: 20,
      containers: [{ name: 'app', image: 'x', command: ['sh', '-c', script], lifecycle: { stopSignal } }],
    },
  };
  const clock = createRealClock();
  return new Promise((resolve) => {
    let code: number | undefined;
    const world = createProcessWorld({
      command: ({ command }) => command,
      env: () => process.env,
      cwd: () => undefined,
      onLine(_container, _stream, line) {
        expect(line).toBe('ready');
        driver.send({ kind: 'delete' });
      },
      onIgnored: () => world.killAll(),
    });
    const driver = drivePod({
      pod: parsePod(manifest),
      clock,
      world,
      onRecord(record) {
        if (record.kind === 'container' && record.event === 'exited') code = record.code;
        if (record.kind === 'pod' && record.event === 'terminated') {
          driver.close();
          resolve(code);
        }
      },
    });
  });
}

describe.runIf(process.platform === 'linux')('SIGTERM reaches the process, whatever lifecycle.stopSignal says', () => {
  it.each(['SIGUSR1', 'SIGRTMIN+3', 'SIGKILL'])('%s', async (stopSignal) => {
    const wait = 'while :; do sleep 0.05; done';
    expect(await stopped(`trap 'exit 7' TERM; echo ready; ${wait}`, stopSignal)).toBe(7);
  });
});
