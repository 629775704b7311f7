import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBases, npmConfig } from '../image/bases.ts';
import { LOCKED } from '../image/container.ts';
import { createEngine, type Engine } from '../image/engine.ts';
import { PASSWORD, postgresServer, startServer, type TestServer, USER } from '../servers/support/servers.ts';
import { freePort } from '../support/free-port.ts';
import { missing } from '../support/missing.ts';
import { PACKAGES } from '../support/packages.ts';
import { pack } from '../support/packed.ts';
import { runProgram } from '../support/process.ts';
import { type Registry, startRegistry } from '../support/registry.ts';
import { copyTo, STARTERS } from './starters.ts';

const BASE = 'localhost/probez-test/starter-base:1';
const BUILD = ['build', '--isolation', 'chroot', '--format', 'docker', '--pull-never'];
/** Building takes longest, on a machine that may be busy. */
const LIMIT_MS = 600_000;
const PATIENCE = { timeout: 120_000 };

describe.skipIf(missing('buildah', 'podman', 'runc', 'busybox', 'postgres', 'initdb', 'setpriv'))(
  'the image of a starter',
  () => {
    let engine: Engine;
    let database: TestServer;
    let registry: Registry;

    /** npm, which has ours from a registry on loopback. */
    async function npm(cwd: string, ...args: readonly string[]): Promise<void> {
      const npmrc = join(engine.folder, '.npmrc');
      writeFileSync(npmrc, registry.npmrc);
      const env = { npm_config_userconfig: npmrc, npm_config_registry: registry.url };
      const { code, stdout, stderr } = await runProgram('npm', args, { cwd, env, limitMs: LIMIT_MS });
      if (code !== 0) throw new Error(`npm ${args.join(' ')}\n${stdout}${stderr}`);
    }

    beforeAll(async () => {
      engine = createEngine();
      registry = await startRegistry(npmConfig('registry'));
      const packed = await pack();
      try {
        for (const { name } of PACKAGES) await npm(engine.folder, 'publish', '--ignore-scripts', packed.file(name));
      } finally {
        packed.remove();
      }
      const bases = await makeBases(engine);
      const base = join(engine.folder, 'Dockerfile.base');
      writeFileSync(base, `FROM ${bases.node}\nENV NPM_CONFIG_REGISTRY=${registry.url}\n`);
      await engine.buildah(...BUILD, '-f', base, '-t', BASE, engine.folder);
      database = await startServer(postgresServer);
    }, LIMIT_MS);

    afterAll(async () => {
      await database?.close();
      await engine?.remove();
      await registry?.close();
    }, LIMIT_MS);

    /** What somebody does who has copied the folder: the lock file, which names the registry that the build asks, and the image. */
    async function build(starter: string, image: string): Promise<void> {
      const context = join(engine.folder, starter);
      copyTo(context, starter);
      await npm(context, 'install', '--package-lock-only', '--ignore-scripts');
      await engine.buildah(...BUILD, '--build-arg', `NODE_IMAGE=${BASE}`, '-t', image, context);
    }

    const healthcheck = async (name: string) => (await engine.tryPodman('healthcheck', 'run', name)).code;

    it.each(STARTERS)(
      '%s: serves without a privilege or a place to write to, is healthy, and is gone in order',
      { timeout: LIMIT_MS },
      async (starter) => {
        const image = `localhost/probez-test/starter-${starter}:1`;
        await build(starter, image);
        const port = await freePort();
        const url = `postgres://${USER}:${PASSWORD}@127.0.0.1:${database.port}/postgres`;
        const env = ['--env', `PORT=${port}`, '--env', `DATABASE_URL=${url}`];
        const how = ['--detach', '--name', starter, ...LOCKED, '--network', 'host', ...env];
        await engine.podman(...engine.run, ...how, image);
        const ask = async (path: string) => {
          const response = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
          return response === undefined ? 'nobody' : `${response.status} ${await response.text()}`;
        };
        await expect.poll(() => ask('/readyz'), PATIENCE).toBe('200 ok');
        expect(await ask('/')).toMatch(/^200 \{"now":"\d{4}-/);
        expect(await engine.podman('exec', starter, 'node', '-e', 'console.log(process.getuid())')).toBe('1000');
        // The image gives it three seconds, which a busy machine may take to start Node.
        await expect.poll(() => healthcheck(starter), PATIENCE).toBe(0);
        await engine.podman('kill', '--signal', 'TERM', starter);
        await expect.poll(() => ask('/readyz'), PATIENCE).toMatch(/^(?:503|nobody)/);
        expect(await engine.podman('wait', starter)).toBe('0');
        // Each image is a whole copy of its base.
        await engine.podman('rm', '--force', '--time', '0', starter);
        await engine.podman('rmi', image);
      },
    );
  },
);
