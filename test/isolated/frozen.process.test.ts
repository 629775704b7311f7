import { accessSync, constants, existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { type AppProcess, killAll, startApp } from './app-process.ts';

/** A way in which a whole process stands still. */
interface Freezer {
  readonly name: string;
  readonly possible: boolean;
  freeze(pid: number): void;
  thaw(pid: number): void;
}

const V1 = '/sys/fs/cgroup/freezer';
const V2 = '/sys/fs/cgroup';
const group = `probez-${process.pid}`;
const groups = new Set<string>();
/** For a machine that is busy. */
const LIMIT = { timeout: 240_000 };

afterAll(() => {
  killAll();
  for (const path of groups) rmdirSync(path);
});

/** What `docker pause` does; it needs a machine whose control groups may be written to. */
function controlGroup(root: string, file: string, frozen: string, thawed: string): Pick<Freezer, 'freeze' | 'thaw'> {
  const path = `${root}/${group}`;
  return {
    freeze(pid) {
      mkdirSync(path, { recursive: true });
      groups.add(path);
      writeFileSync(`${path}/cgroup.procs`, String(pid));
      writeFileSync(`${path}/${file}`, frozen);
    },
    thaw(pid) {
      writeFileSync(`${path}/${file}`, thawed);
      writeFileSync(`${root}/cgroup.procs`, String(pid));
    },
  };
}

const FREEZERS: readonly Freezer[] = [
  {
    name: 'SIGSTOP',
    possible: true,
    freeze: (pid) => process.kill(pid, 'SIGSTOP'),
    thaw: (pid) => process.kill(pid, 'SIGCONT'),
  },
  {
    name: 'the freezer of control groups, version 1',
    possible: writable(V1),
    ...controlGroup(V1, 'freezer.state', 'FROZEN', 'THAWED'),
  },
  {
    name: 'the freezer of control groups, version 2',
    possible: existsSync(`${V2}/cgroup.controllers`) && writable(V2),
    ...controlGroup(V2, 'cgroup.freeze', '1', '0'),
  },
];

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Every answer from the thaw on, for a while. */
async function answersAfter(app: AppProcess, thaw: () => void): Promise<readonly string[]> {
  thaw();
  const answers: string[] = [];
  for (let round = 0; round < 10; round += 1) {
    answers.push(...(await Promise.all([app.ask('/livez'), app.ask('/readyz')])));
    await sleep(50);
  }
  return answers;
}

for (const { name, possible, freeze, thaw } of FREEZERS) {
  describe.runIf(possible)(`${name}: time in which nobody ran is no age`, () => {
    test.each([true, false])(
      'a check that was fresh is fresh, and nothing has stalled; isolated %s',
      LIMIT,
      async (isolated) => {
        const options = {
          isolated,
          // Less than it stands still, and more than a busy machine needs for one beat.
          staleAfterMs: 6_000,
          pulseOf: ['liveness', 'readiness'],
          ...(isolated ? { stall: { readinessMs: 6_000, livenessMs: 6_000 } } : {}),
        };
        const app = await startApp({ args: [JSON.stringify(options)] });
        const pid = app.child.pid ?? 0;
        await app.untilAnswer('/readyz', '200 ok');
        for (let round = 0; round < 2; round += 1) {
          freeze(pid);
          await sleep(10_000);
          expect(await answersAfter(app, () => thaw(pid))).toEqual(Array(20).fill('200 ok'));
        }
        expect(app.stderr()).toBe('');
        app.tell('end');
        expect(await app.exit).toBe(0);
      },
    );

    test('in the middle of work, too', LIMIT, async () => {
      const app = await startApp({
        args: [JSON.stringify({ staleAfterMs: 8_000, pulseOf: 'liveness', stall: { readinessMs: 7_000 } })],
      });
      const pid = app.child.pid ?? 0;
      app.tell('spin 60000');
      await app.until('stdout', 'doing spin');
      freeze(pid);
      await sleep(12_000);
      thaw(pid);
      expect([await app.ask('/livez'), await app.ask('/readyz')]).toEqual(['200 ok', '200 ok']);
      // But the work itself makes old.
      await app.untilAnswer('/readyz', '503');
      await app.untilAnswer('/livez', '503');
      app.release();
      await app.untilAnswer('/livez', '200');
      app.tell('end');
      expect(await app.exit).toBe(0);
    });
  });
}
