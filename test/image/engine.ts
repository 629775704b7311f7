import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Finished, runProgram } from '../support/process.ts';
import { find, need } from '../support/programs.ts';

/** buildah and podman on a storage of their own, so that the machine's images and containers are left alone. */
export interface Engine {
  /** A folder that goes with the storage. */
  readonly folder: string;
  /** Standard output without its last line end; throws what it said when it fails. */
  buildah(...args: readonly string[]): Promise<string>;
  podman(...args: readonly string[]): Promise<string>;
  /** The same, whatever the exit code. */
  tryPodman(...args: readonly string[]): Promise<Finished>;
  /** The start of a `podman run`, with limits that this process may set. */
  readonly run: readonly string[];
  /** Ends the containers, removes everything. */
  remove(): Promise<void>;
}

/** Building takes longest, and the machine may be busy. */
const LIMIT_MS = 300_000;

export function createEngine(): Engine {
  const programs = { buildah: need('buildah'), podman: need('podman') };
  const folder = mkdtempSync(join(tmpdir(), 'probez-image-'));
  // vfs: slow and at home everywhere, also inside of a container.
  const storage = ['--storage-driver', 'vfs', '--root', join(folder, 'root'), '--runroot', join(folder, 'run')];
  const isRoot = process.getuid?.() === 0;
  // Without systemd there is nobody else who could manage the groups. crun refuses machines with both versions of cgroups; runc does not.
  const manager = isRoot ? ['--cgroup-manager', 'cgroupfs'] : [];
  const runtime = find('runc') === undefined ? [] : ['--runtime', 'runc'];

  const tryPodman = (...args: readonly string[]): Promise<Finished> =>
    runProgram(programs.podman, [...storage, ...manager, ...runtime, ...args], { limitMs: LIMIT_MS });

  return {
    folder,
    buildah: (...args) =>
      output('buildah', args, runProgram(programs.buildah, [...storage, ...args], { limitMs: LIMIT_MS })),
    podman: (...args) => output('podman', args, tryPodman(...args)),
    tryPodman,
    run: ['run', ...limits()],
    async remove() {
      await tryPodman('rm', '--all', '--force', '--time', '0');
      // Files of other users, where podman runs without root.
      if (!isRoot) spawnSync('podman', ['unshare', 'rm', '-rf', folder]);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function output(program: string, args: readonly string[], finished: Promise<Finished>): Promise<string> {
  const { code, signal, stdout, stderr } = await finished;
  if (code === 0) return stdout.trimEnd();
  throw new Error(`${program} ${args.join(' ')}: exit ${code ?? signal}\n${`${stdout}\n${stderr}`.slice(-4000)}`);
}

/** podman asks for a million open files; who may not raise its own limits cannot give them. */
function limits(): string[] {
  const text = readFileSync('/proc/self/limits', 'utf8');
  const hard = (name: string): number => {
    const value = new RegExp(`^Max ${name} +\\S+ +(\\d+)`, 'm').exec(text)?.[1];
    return Math.min(Number(value ?? 4096), 4096);
  };
  const [files, processes] = [hard('open files'), hard('processes')];
  return ['--ulimit', `nofile=${files}:${files}`, '--ulimit', `nproc=${processes}:${processes}`];
}
