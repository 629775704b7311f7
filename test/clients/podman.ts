import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Finished, runProgram } from '../support/process.ts';
import { pathOf } from './example.ts';

/** As the manifests name it. */
export const IMAGE = 'localhost/probez-demoapp:0.1.0';

/** podman with a storage of its own, which holds the demo app's image. */
export interface Podman {
  /** Runs a program with podman's settings in its environment. */
  run(program: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
  /** `podman ARGS`; throws what it said when it fails. */
  podman(...args: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

/** podman asks for more than a process may have that may not raise its own limits. */
const containersConf = (isRoot: boolean) => `
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
events_logger = "file"
${isRoot ? 'cgroup_manager = "cgroupfs"' : ''}
`;

export function createPodman(): Podman {
  const folder = mkdtempSync(join(tmpdir(), 'probez-podman-'));
  writeFileSync(join(folder, 'containers.conf'), containersConf(process.getuid?.() === 0));
  writeFileSync(
    join(folder, 'storage.conf'),
    `[storage]\ndriver = "vfs"\ngraphroot = "${folder}/graph"\nrunroot = "${folder}/run"\n`,
  );
  const own = {
    CONTAINERS_CONF: join(folder, 'containers.conf'),
    CONTAINERS_STORAGE_CONF: join(folder, 'storage.conf'),
    // Timers of systemd run the checks where there is a systemd; here the test does.
    DISABLE_HC_SYSTEMD: 'true',
  };
  const run: Podman['run'] = (program, args, env = {}) => runProgram(program, args, { env: { ...own, ...env } });
  const podman: Podman['podman'] = async (...args) => {
    const { code, stdout, stderr } = await run('podman', args);
    if (code !== 0) throw new Error(`podman ${args.join(' ')}: exit ${code}: ${stdout}${stderr}`);
    return stdout.trim();
  };
  return {
    run,
    podman,
    async remove() {
      await run('podman', ['rm', '--all', '--force', '--time', '0']);
      await run('podman', ['unshare', 'rm', '-rf', join(folder, 'graph')]);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * Builds the last stage of the demo app's Dockerfile from what is built on this machine, so that this takes seconds. The whole of
 * the Dockerfile has a test of its own.
 */
export async function buildImage({ run }: Podman): Promise<void> {
  const context = mkdtempSync(join(tmpdir(), 'probez-context-'));
  try {
    execFileSync(process.execPath, [pathOf('demoapp/image/assemble.mjs'), join(context, 'out')]);
    copyFileSync(process.execPath, join(context, 'node'));
    mkdirSync(join(context, 'base'));
    const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' });
    for (const [, library = ''] of libraries.matchAll(/(?:^|=>)\s+(\/\S+)/gm)) {
      mkdirSync(join(context, 'base', dirname(library)), { recursive: true });
      copyFileSync(library, join(context, 'base', library));
    }
    const [, stage] = readFileSync(pathOf('demoapp/Dockerfile'), 'utf8').split(/^FROM \$\{RUNTIME_IMAGE\}$/m);
    if (stage === undefined) throw new Error('the Dockerfile has no stage that starts from RUNTIME_IMAGE');
    const local = stage
      .replace('COPY --from=node /usr/local/bin/node', 'COPY node')
      .replace('COPY --from=build /out/', 'COPY out');
    if (local.includes('--from=')) throw new Error(`the last stage copies more than is known here: ${local}`);
    writeFileSync(join(context, 'Dockerfile'), `FROM scratch\nCOPY base /\n${local}`);
    const { code, stderr } = await run('buildah', ['build', '--quiet', '--format', 'docker', '-t', IMAGE, context]);
    if (code !== 0) throw new Error(`buildah build: exit ${code}: ${stderr}`);
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}
