import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildImage, createPodman, IMAGE, type Podman } from '../clients/podman.ts';
import { until } from '../shutdown/haproxy.ts';
import { freePort } from '../support/free-port.ts';
import { missing } from '../support/missing.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PASSES = '[+]loop ok\n[+]slow ok\nlivez check passed\n';
/** podman's storage copies whole images, which takes long on a busy machine. */
const LIMIT = { timeout: 240_000 };
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(missing('podman', 'buildah', 'runc', 'ldd'))('a container that was paused', () => {
  let podman: Podman;

  beforeAll(async () => {
    podman = createPodman();
    await buildImage(podman);
  }, 240_000);
  afterAll(() => podman?.remove());

  it('while idle answers its first probe with 200, asked before it goes on', LIMIT, async () => {
    await pausedTwice('idle', async (probe, unpause) => {
      const answer = probe();
      await sleep(50);
      await unpause();
      expect(await answer).toBe(PASSES);
      await sleep(300);
      expect(await probe()).toBe(PASSES);
    });
  });

  // With version 1 of cgroups the kernel freezes waiting threads where they are. What shows that a process was stopped at work
  // does not come then: it looks as if one call had waited, and the last result of a check is old until the next one.
  it('while busy passes again as soon as its checks have run', LIMIT, async () => {
    await pausedTwice('busy', async (probe, unpause) => {
      await unpause();
      await until(async () => (await probe()) === PASSES, 'the app passes again');
    });
  });

  async function pausedTwice(
    what: 'idle' | 'busy',
    goOn: (probe: () => Promise<string>, unpause: () => Promise<unknown>) => Promise<void>,
  ) {
    const port = await freePort();
    const name = `paused-${what}`;
    const app = ['--entrypoint', 'node', IMAGE, '/repo/test/alive/fixtures/frozen.mjs', what, '0', '6000'];
    const options = ['--network', 'host', '--volume', `${ROOT}:/repo:ro`, '--env', `PORT=${port}`];
    await podman.podman('run', '--detach', '--name', name, ...options, ...app);
    const probe = async () => (await fetch(`http://127.0.0.1:${port}/livez?verbose`)).text();
    await until(async () => (await probe().catch(() => '')) === PASSES, 'the app passes');
    for (let round = 0; round < 2; round += 1) {
      await podman.podman('pause', name);
      // More than the beat and the run may take, and that is more than a busy machine needs for them.
      await sleep(10_000);
      await goOn(probe, () => podman.podman('unpause', name));
    }
    await podman.podman('rm', '--force', '--time', '0', name);
  }
});
