import { expect, it } from 'vitest';
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
