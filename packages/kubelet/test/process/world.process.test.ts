import { describe, expect, it } from 'vitest';
import { createPodMachine, createProcessWorld, createRealClock, drivePod, parsePod } from '../../src/index.ts';

it('a process that is being created when everything is killed never comes, and the Pod ends', async () => {
  const manifest = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'early' },
    spec: { containers: [{ name: 'app', image: 'x', command: ['sleep', '600'] }] },
  };
  const clock = createRealClock();
  const machine = createPodMachine({ pod: parsePod(manifest), now: clock.now() });
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
      machine,
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
  const machine = createPodMachine({ pod: parsePod(manifest), now: clock.now() });
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
      machine,
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

describe.runIf(process.platform === 'linux')('lifecycle.stopSignal reaches the process', () => {
  it.each([
    ['SIGUSR1', 'USR1', 7],
    ['SIGCLD', 'CHLD', 7],
    ['SIGPOLL', 'IO', 7],
    ['SIGRTMIN', '34', 7],
    ['SIGRTMIN+3', '37', 7],
    ['SIGRTMAX-2', '62', 7],
    ['SIGRTMAX', '64', 7],
    ['SIGKILL', 'TERM', 137], // and without the starter's own complaint
  ])('%s', async (stopSignal, trapped, code) => {
    const wait = 'while :; do sleep 0.05; done';
    expect(await stopped(`trap 'exit 7' ${trapped}; echo ready; ${wait}`, stopSignal)).toBe(code);
  });
});
