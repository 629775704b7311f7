import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { missing } from '../support/missing.ts';
import { runProgram } from '../support/process.ts';
import { type Bases, makeBases, versionOf } from './bases.ts';
import { buildDemoApp, copySources, IMAGE, REPOSITORY } from './build.ts';
import { type Container, LOCKED, startContainer } from './container.ts';
import { createEngine, type Engine } from './engine.ts';
import { dependenciesIn, type Entry, filesOf, packagesIn } from './files.ts';
import { printTable } from './report.ts';

const skip = missing('buildah', 'podman', 'runc', 'busybox', 'setpriv');
const DRAIN_MS = 3_000;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const sum = (entries: readonly Entry[]): number => entries.reduce((total, { bytes }) => total + bytes, 0);

describe.skipIf(skip)('the image of the demo app', () => {
  let engine: Engine;
  let bases: Bases;
  let context: string;
  let locked: Container;
  const rows: [string, string][] = [];
  const row = (name: string, value: string) => rows.push([name, value]);

  beforeAll(async () => {
    engine = createEngine();
    bases = await makeBases(engine);
    // A copy, because somebody may be working on the sources meanwhile.
    context = join(engine.folder, 'context');
    copySources(REPOSITORY, context);
    const began = performance.now();
    await buildDemoApp(engine, bases, { context });
    row('build, everything anew', `${((performance.now() - began) / 1000).toFixed(0)} s`);
    locked = await startContainer(engine, 'locked', ...LOCKED, '--network', 'none');
  }, 400_000);

  afterAll(async () => {
    printTable('The image of the demo app', rows);
    await engine?.remove();
  });

  describe('what is in it', () => {
    let entries: readonly Entry[];
    let ours: readonly Entry[];
    let app: string;

    beforeAll(async () => {
      const files = await filesOf(engine);
      entries = files.entries;
      app = join(files.folder, 'app');
      ours = entries.filter(({ path }) => path === 'app' || path.startsWith('app/'));
    });

    it('is small', async () => {
      const bytes = async (image: string) =>
        Number(await engine.podman('image', 'inspect', '--format', '{{.Size}}', image));
      const node = entries.find(({ path }) => path === 'usr/local/bin/node')?.bytes ?? 0;
      row('size', `${megabytes(await bytes(IMAGE))}, uncompressed`);
      row('  of it the base', megabytes(await bytes(bases.runtime)));
      row('  of it node', megabytes(node));
      const files = ours.filter(({ mode }) => mode.startsWith('-'));
      row('  of it /app', `${megabytes(sum(files))} in ${files.length} files`);
      const probez = files.filter(({ path }) => /^app\/(?:dist|node_modules\/(?:@probez|probez))\//.test(path));
      row('  of that Probez', megabytes(sum(probez)));
      expect(sum(files)).toBeLessThan(10e6);
      expect((await bytes(IMAGE)) - (await bytes(bases.runtime)) - node).toBeLessThan(12e6);
    });

    it('has two programs, and neither a shell nor curl nor npm', async () => {
      const programs = entries.filter(({ mode, path }) => /^-..x/.test(mode) && !/\.so(\.\d+)*$|\/ld-linux/.test(path));
      expect(programs.map(({ path }) => path)).toEqual(['usr/local/bin/node', 'usr/local/bin/probez']);
      const forbidden = /(?:^|\/)(?:(?:ba|da|a|z)?sh|busybox|env|curl|wget|npm|npx|corepack|yarn|tsc|turbo)$/;
      expect(entries.filter(({ path }) => forbidden.test(path))).toEqual([]);
      row('programs', programs.map(({ path }) => `/${path}`).join(', '));
    });

    it('has production dependencies only, all that npm would install', async () => {
      const { stdout } = await runProgram('npm', ['ls', '--json', '--all', '--omit=dev', '-w', '@probez/demoapp'], {
        cwd: REPOSITORY,
      });
      expect(packagesIn(app)).toEqual(dependenciesIn(stdout));
      row('packages', String(packagesIn(app).length));
    });

    it('has no TypeScript, no source map, no lock file, nothing of version control', () => {
      const names = ours.map(({ path }) => relative('app', path));
      expect(
        names.filter((name) =>
          /\.[cm]?tsx?$|\.map$|lock(?:\.json|\.yaml)?$|(?:^|\/)\.|(?:^|\/)src\/.*\.ts$/.test(name),
        ),
      ).toEqual([]);
      expect(names).toContain('LICENSE');
      expect(names.filter((name) => /^node_modules\/express\/LICENSE$/.test(name))).toHaveLength(1);
    });

    it('belongs to root, and nobody else may write to it', () => {
      const writable = [...ours, ...entries.filter(({ path }) => path.startsWith('usr/local'))].filter(
        ({ mode, owner }) => owner !== '0/0' || /^.{5}w|^.{8}w/.test(mode),
      );
      expect(writable).toEqual([]);
    });
  });

  describe('what it says of itself', () => {
    interface ImageConfig {
      readonly User: string;
      readonly Env: readonly string[];
      readonly Entrypoint: readonly string[];
      readonly Cmd?: readonly string[];
      readonly ExposedPorts: Readonly<Record<string, unknown>>;
      readonly StopSignal: string;
      readonly Labels: Readonly<Record<string, string>>;
    }
    let config: ImageConfig;

    beforeAll(async () => {
      config = JSON.parse(await engine.podman('image', 'inspect', '--format', '{{json .Config}}', IMAGE));
    });

    it('runs as a numbered user, without a shell in between', () => {
      expect(config).toMatchObject({
        User: '10001:10001',
        Entrypoint: ['/usr/local/bin/node', '/app/dist/main.js'],
        ExposedPorts: { '8080/tcp': {} },
        StopSignal: 'SIGTERM',
      });
      expect(config.Cmd ?? []).toEqual([]);
      expect(config.Env).toEqual(expect.arrayContaining(['HOST=0.0.0.0', 'PORT=8080', 'NODE_ENV=production']));
      row('user', config.User);
    });

    it('has labels', () => {
      const prefix = 'org.opencontainers.image.';
      const labels = Object.entries(config.Labels).filter(([name]) => name.startsWith(prefix));
      expect(Object.fromEntries(labels.map(([name, value]) => [name.slice(prefix.length), value]))).toEqual({
        title: 'Probez demo app',
        description: 'A Node service with three probes, toggled by POST',
        source: 'https://example.com/probez.git',
        version: versionOf(join(REPOSITORY, 'examples/demoapp/package.json')),
        revision: 'test',
        licenses: 'MIT',
        'base.name': bases.runtime,
      });
      row('labels', labels.map(([name]) => name.slice(prefix.length)).join(', '));
    });

    it('has a health check without a shell', async () => {
      const check = JSON.parse(await engine.podman('image', 'inspect', '--format', '{{json .HealthCheck}}', IMAGE));
      expect(check).toEqual({
        Test: ['CMD', 'probez', 'check', '--timeout', '2', 'http://127.0.0.1:8080/livez'],
        Interval: 10e9,
        Timeout: 3e9,
        StartPeriod: 10e9,
        Retries: 3,
      });
      row('health check', check.Test.join(' '));
    });
  });

  it.each(['express', 'fastify', 'koa'])(
    '%s: is ready soon, drains on SIGTERM as process 1, exits with 0',
    async (framework) => {
      const port = await freePort();
      const container = await startContainer(
        engine,
        `app-${framework}`,
        ...[...LOCKED, '--network', 'host', '--env', `FRAMEWORK=${framework}`],
        ...['--env', 'HOST=127.0.0.1', '--env', `PORT=${port}`, '--env', `DRAIN_DELAY_MS=${DRAIN_MS}`],
      );
      const url = `http://127.0.0.1:${port}/readyz`;
      const { status, at } = await firstAnswer(url);
      expect(status).toBe(200);
      const started = Date.parse((await container.state()).StartedAt);
      row(`${framework}: first passing probe`, `${at - started} ms after the start of the container`);

      const sent = Date.now();
      const signalled = container.signal('TERM');
      await expect.poll(async () => (await fetch(url)).status, { interval: 20, timeout: 20_000 }).toBe(503);
      await signalled;
      expect(await container.ended()).toBe(0);
      const { FinishedAt } = await container.state();
      expect(await container.log()).toContain('exit code 0');
      row(
        `${framework}: SIGTERM to exit`,
        `${Date.parse(FinishedAt) - sent} ms, of them ${DRAIN_MS} of drain delay; exit code 0`,
      );
    },
  );

  it('runs with a read-only root, no capability and no way to new privileges', async () => {
    expect(
      await locked.evaluate(`({
        id: [process.getuid(), process.getgid()],
        first: fs.readFileSync('/proc/1/cmdline', 'utf8').split('\\0')[0],
        status: fs.readFileSync('/proc/1/status', 'utf8')
          .match(/^(?:CapPrm|CapEff|CapBnd|NoNewPrivs):.*$/gm).map((line) => line.replace(/\\s+/, ' ')),
        writes: ['/x', '/tmp/x', '/app/x', '/app/dist/main.js'].map((path) => {
          try { fs.writeFileSync(path, ''); return path; } catch ({ code }) { return code; }
        }),
      })`),
    ).toEqual({
      id: [10001, 10001],
      first: '/usr/local/bin/node',
      status: ['CapPrm: 0000000000000000', 'CapEff: 0000000000000000', 'CapBnd: 0000000000000000', 'NoNewPrivs: 1'],
      writes: ['EROFS', 'EROFS', 'EROFS', 'EROFS'],
    });
    const { code, stdout, stderr } = await engine.tryPodman('exec', locked.name, 'sh', '-c', 'true');
    expect([code, stdout + stderr]).toEqual([127, expect.stringContaining('not found')]);
    row('read-only, no capability', 'works; nothing can be written, not even in /tmp');
  });

  it('has a health check that follows what is posted', async () => {
    const seen: string[] = [];
    /** Runs the check until it has brought the health of the container to this. */
    const until = async (status: string): Promise<void> => {
      const run = async () => {
        await engine.tryPodman('healthcheck', 'run', locked.name);
        return (await locked.state()).Health.Status;
      };
      // Failures count when the start period is over, after 10 s.
      await expect.poll(run, { timeout: 40_000, interval: 200 }).toBe(status);
      seen.push(status);
    };
    await until('healthy');
    expect(await locked.post('livez', 'FAIL')).toBe(200);
    await until('unhealthy');
    expect((await locked.state()).Health.FailingStreak).toBe(3);
    expect(await locked.post('livez', 'OK')).toBe(200);
    await until('healthy');
    row('health, FAIL and OK posted', seen.join(', '));
  }, 90_000);

  it('has the worker of the isolated probe port', async () => {
    const variables = ['PROBE_PORT=9400', 'ISOLATED=true', 'BLOCK=true'].flatMap((text) => ['--env', text]);
    const { name } = await startContainer(engine, 'isolated', ...LOCKED, '--network', 'none', ...variables);
    const check = async (port: number) =>
      (await engine.tryPodman('exec', name, 'probez', 'check', `http://127.0.0.1:${port}/livez`)).code;
    await expect.poll(() => check(9400), { timeout: 20_000 }).toBe(0);
    expect(await check(8080)).toBe(0);
    const body = "new URLSearchParams({ ms: '60000' })";
    const script = `fetch('http://127.0.0.1:8080/block', { method: 'POST', body: ${body} }).then((r) => console.log(r.status))`;
    expect(await engine.podman('exec', name, 'node', '-e', script)).toBe('200');
    // The main thread stands still for a minute; 30 s of that are no reason for a restart.
    expect(await check(8080)).toBe(1);
    expect(await check(9400)).toBe(0);
    await engine.podman('rm', '--force', '--time', '0', name);
    row('event loop blocked', 'port 8080 does not answer, the isolated port 9400 does');
  });

  it('exits on Ctrl-C, too', async () => {
    await locked.signal('INT');
    expect(await locked.ended()).toBe(0);
  });

  it('is the same image wherever and whenever it is built', async () => {
    const elsewhere = join(engine.folder, 'elsewhere');
    copySources(context, elsewhere);
    await buildDemoApp(engine, bases, { context: elsewhere, tag: 'localhost/again:1' });
    const contents = async (image: string) => {
      const { OCIv1 } = JSON.parse(await engine.buildah('inspect', '--type', 'image', image));
      return OCIv1;
    };
    const first = await contents(IMAGE);
    expect(await contents('localhost/again:1')).toEqual(first);
    expect(first.created).toBe('1970-01-01T00:00:00Z');
    row('built twice', 'the same layers, the same configuration');
  }, 300_000);

  it('takes nothing from the context that it does not need', async () => {
    const planted = join(engine.folder, 'planted');
    copySources(context, planted);
    for (const file of UNWANTED) {
      mkdirSync(dirname(join(planted, file)), { recursive: true });
      writeFileSync(join(planted, file), 'not for an image');
    }
    const file = join(engine.folder, 'Dockerfile.context');
    writeFileSync(file, 'FROM scratch\nCOPY . /\n');
    await engine.buildah('build', '-f', file, '-t', 'localhost/context:1', planted);
    const { entries } = await filesOf(engine, 'localhost/context:1');
    const paths = entries.filter(({ mode }) => mode.startsWith('-')).map(({ path }) => path);
    expect(paths.filter((path) => UNWANTED.includes(path) || /^docs\/|\.test\.ts$/.test(path))).toEqual([]);
    expect(paths).toEqual(expect.arrayContaining(['package-lock.json', 'packages/core/src/index.ts', 'LICENSE']));
    row('build context', `${paths.length} files, ${megabytes(sum(entries))}`);
  }, 300_000);
});

/** Planted where they could be taken for sources. */
const UNWANTED = [
  ...['.env', 'packages/core/.env.local', '.git/config', 'node_modules/x/package.json', 'packages/core/dist/old.js'],
  ...['packages/core/node_modules/x/package.json', 'bench/results/x.json', 'test/x.ts', 'packages/core/test/x.test.ts'],
];

/** Asks every 10 ms, for 20 s at most. */
async function firstAnswer(url: string): Promise<{ readonly status: number; readonly at: number }> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      const { status } = await fetch(url);
      if (status === 200 || Date.now() > deadline) return { status, at: Date.now() };
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
