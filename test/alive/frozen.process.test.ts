import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type CpuQuota, createCpuQuota } from './cpu-quota.ts';

const FIXTURE = fileURLToPath(new URL('./fixtures/frozen.mjs', import.meta.url));
const children: ChildProcess[] = [];
const quotas: CpuQuota[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const quota of quotas.splice(0)) await quota.remove();
});

function quotaOf({ pid = 0 }: ChildProcess): CpuQuota | undefined {
  const quota = createCpuQuota(pid);
  if (quota !== undefined) quotas.push(quota);
  return quota;
}

async function startApp(what: string, ms: number, withinMs = 1_000) {
  const child = fork(FIXTURE, [what, String(ms), String(withinMs)]);
  children.push(child);
  const [{ port }] = await once(child, 'message');
  return { child, url: `http://127.0.0.1:${port}` };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('time in which the whole process did not run is no age', () => {
  it.each(['idle', 'busy'])(
    'an app that is stopped while it is %s answers its first probe with 200',
    { timeout: 240_000 },
    async (what) => {
      const { child, url } = await startApp(what, 0, 6_000);
      expect((await fetch(`${url}/livez`)).status).toBe(200);
      for (let round = 0; round < 3; round += 1) {
        child.kill('SIGSTOP');
        // More than the beat and the run may take, and that is more than a busy machine needs for them.
        await sleep(10_000);
        // Sent while it stands still: it is read before any timer of the app fires.
        const answer = fetch(`${url}/livez?verbose`);
        await sleep(50);
        child.kill('SIGCONT');
        expect(await (await answer).text()).toBe('[+]loop ok\n[+]slow ok\nlivez check passed\n');
        await sleep(300);
        expect((await fetch(`${url}/livez`)).status).toBe(200);
      }
    },
  );
});

describe('a process that gets the CPU in bursts ages by what it gets', () => {
  const PASSES = '[+]loop ok\n[+]slow ok\nlivez check passed\n';

  it.each(['idle', 'busy'])('stopped for 0.9 s of each second, %s', async (what) => {
    // Less than the stops together, and more than a busy machine needs for what is done between two of them.
    const { child, url } = await startApp(what, 0, 4_000);
    const answers = new Set<string>();
    for (let burst = 0; burst < 8; burst += 1) {
      child.kill('SIGSTOP');
      const answer = fetch(`${url}/livez?verbose`);
      await sleep(900);
      child.kill('SIGCONT');
      answers.add(await (await answer).text());
      await sleep(100);
    }
    expect([...answers]).toEqual([PASSES]);
  });

  // Work of 60 ms takes three seconds of a wall clock, three times what the beat may take.
  it('with 2 % of a CPU, working', async ({ skip }) => {
    const { child, url } = await startApp('toiling', 60);
    const quota = quotaOf(child) ?? skip('control groups may not be written to here');
    quota.limit(2);
    const answers = new Set<string>();
    while (quota.throttledMs() < 10_000) {
      answers.add(await (await fetch(`${url}/livez?verbose`)).text());
      await sleep(50);
    }
    quota.limit(Number.POSITIVE_INFINITY);
    answers.add(await (await fetch(`${url}/livez?verbose`)).text());
    expect([...answers]).toEqual([PASSES]);
  });
});

describe('time in which the event loop was blocked is', () => {
  it.each(['work', 'Atomics.wait', 'execSync'])('by %s: the beat is stale', async (how) => {
    // A call that waits is told from a throttled process by how seldom the CPU is taken from it: longer is surer on a busy machine.
    const { child } = await startApp(how, how === 'work' ? 1_500 : 6_000);
    child.send('block');
    const [verdict] = await once(child, 'message');
    expect(verdict).toEqual({ ok: false, status: 'fail' });
  });
});
