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

  it.each(['idle', 'busy'])(
    'while %s answers its first probe with 200, asked before it goes on',
    LIMIT,
    async (what) => {
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
        const answer = probe();
        await sleep(50);
        await podman.podman('unpause', name);
        expect(await answer).toBe(PASSES);
        await sleep(300);
        expect(await probe()).toBe(PASSES);
      }
      await podman.podman('rm', '--force', '--time', '0', name);
    },
  );
});
