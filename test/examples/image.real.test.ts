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
import { startRegistry } from '../support/registry.ts';
import { copyTo } from './starters.ts';

const IMAGE = 'localhost/probez-test/starter:1';
const BASE = 'localhost/probez-test/starter-base:1';
const NAME = 'web';

// The Dockerfile is the same in all of them, which a test beside this one holds.
describe.skipIf(missing('buildah', 'podman', 'runc', 'busybox', 'postgres', 'initdb', 'setpriv'))(
  'the image of examples/express',
  () => {
    let engine: Engine;
    let database: TestServer;

    beforeAll(async () => {
      engine = createEngine();
      const bases = await makeBases(engine);
      const context = join(engine.folder, 'express');
      copyTo(context, 'express');
      // Ours come from a registry on loopback, which the lock file then names and the build asks.
      const registry = await startRegistry(npmConfig('registry'));
      const packed = await pack();
      try {
        const npmrc = join(engine.folder, '.npmrc');
        writeFileSync(npmrc, registry.npmrc);
        const npm = async (...args: readonly string[]) => {
          const env = { npm_config_userconfig: npmrc, npm_config_registry: registry.url };
          const { code, stdout, stderr } = await runProgram('npm', args, { cwd: context, env, limitMs: 300_000 });
          if (code !== 0) throw new Error(`npm ${args.join(' ')}\n${stdout}${stderr}`);
        };
        for (const { name } of PACKAGES) await npm('publish', '--ignore-scripts', packed.file(name));
        await npm('install', '--package-lock-only', '--ignore-scripts');
        const base = join(engine.folder, 'Dockerfile.base');
        writeFileSync(base, `FROM ${bases.node}\nENV NPM_CONFIG_REGISTRY=${registry.url}\n`);
        const build = ['build', '--isolation', 'chroot', '--format', 'docker', '--pull-never'];
        await engine.buildah(...build, '-f', base, '-t', BASE, context);
        await engine.buildah(...build, '--build-arg', `NODE_IMAGE=${BASE}`, '-t', IMAGE, context);
      } finally {
        packed.remove();
        await registry.close();
      }
      database = await startServer(postgresServer);
    }, 600_000);

    afterAll(async () => {
      await database?.close();
      await engine?.remove();
    });

    it('serves without a privilege or a place to write to, says that it is healthy, and is gone in order', async () => {
      const port = await freePort();
      const url = `postgres://${USER}:${PASSWORD}@127.0.0.1:${database.port}/postgres`;
      const env = ['--env', `PORT=${port}`, '--env', `DATABASE_URL=${url}`];
      await engine.podman(...engine.run, '--detach', '--name', NAME, ...LOCKED, '--network', 'host', ...env, IMAGE);
      const ask = async (path: string) => {
        const response = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
        return response === undefined ? 'nobody' : `${response.status} ${await response.text()}`;
      };
      await expect.poll(() => ask('/readyz'), { timeout: 60_000 }).toBe('200 ok');
      expect(await ask('/')).toMatch(/^200 \{"now":"\d{4}-/);
      expect(await engine.podman('exec', NAME, 'node', '-e', 'console.log(process.getuid())')).toBe('1000');
      await engine.podman('healthcheck', 'run', NAME);
      await engine.podman('kill', '--signal', 'TERM', NAME);
      await expect.poll(() => ask('/readyz')).toMatch(/^(?:503|nobody)/);
      expect(await engine.podman('wait', NAME)).toBe('0');
    });
  },
);
