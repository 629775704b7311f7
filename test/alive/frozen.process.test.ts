import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const FIXTURE = fileURLToPath(new URL('./fixtures/frozen.mjs', import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function startApp(what: string, ms: number) {
  const child = fork(FIXTURE, [what, String(ms)]);
  children.push(child);
  const [{ port }] = await once(child, 'message');
  return { child, url: `http://127.0.0.1:${port}` };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('time in which the whole process did not run is no age', () => {
  it.each(['idle', 'busy'])('an app that is stopped while it is %s answers its first probe with 200', async (what) => {
    const { child, url } = await startApp(what, 0);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    for (let round = 0; round < 3; round += 1) {
      child.kill('SIGSTOP');
      // Three times what the beat and the run may take.
      await sleep(3_000);
      // Sent while it stands still: it is read before any timer of the app fires.
      const answer = fetch(`${url}/livez?verbose`);
      await sleep(50);
      child.kill('SIGCONT');
      expect(await (await answer).text()).toBe('[+]loop ok\n[+]slow ok\nlivez check passed\n');
      await sleep(300);
      expect((await fetch(`${url}/livez`)).status).toBe(200);
    }
  });
});

describe('time in which the event loop was blocked is', () => {
  it.each(['work', 'Atomics.wait', 'execSync'])('by %s: the beat is stale', async (how) => {
    const { child } = await startApp(how, 1_500);
    child.send('block');
    const [verdict] = await once(child, 'message');
    expect(verdict).toEqual({ ok: false, status: 'fail' });
  });
});
