import { join } from 'node:path/posix';

/** Where the kernel shows control groups; replaced in tests. */
export interface CgroupFiles {
  /**
   * Where the control groups are mounted.
   * @default '/sys/fs/cgroup'
   */
  readonly root?: string | undefined;
  /**
   * The file that names the control groups of this process.
   * @default '/proc/self/cgroup'
   */
  readonly self?: string | undefined;
}

export interface CgroupMemory {
  readonly version: 1 | 2;
  readonly limit: number;
  /** What counts against the limit and cannot be taken back at once: the kubelet's working set. */
  readonly used: number;
}

/** Version 1 says "no limit" with a number near 2^63. */
const NO_LIMIT = 2 ** 60;

/**
 * The tightest memory limit that holds for this process, and what is used of it; `undefined` where there is none.
 * The working set is usage without inactive file pages, as the kubelet computes it.
 * @see https://docs.kernel.org/admin-guide/cgroup-v2.html#memory
 * @see https://kubernetes.io/docs/tasks/debug/debug-cluster/resource-metrics-pipeline/
 */
export async function cgroupMemory(files: CgroupFiles = {}): Promise<CgroupMemory | undefined> {
  const { root = '/sys/fs/cgroup', self = '/proc/self/cgroup' } = files;
  const lines = (await read(self)).split('\n').map((line) => line.split(':'));
  const path1 = lines.find(([, controllers = '']) => controllers.split(',').includes('memory'))?.[2];
  if (path1 !== undefined) {
    const found = await tightest(join(root, 'memory'), path1, memoryOfV1);
    if (found !== undefined) return found;
  }
  const path2 = lines.find(([id, controllers]) => id === '0' && controllers === '')?.[2];
  return path2 === undefined ? undefined : tightest(root, path2, memoryOfV2);
}

/** A group's own limit or one of its parents', whichever is tightest. In a container the path may be the host's: then the root is ours. */
async function tightest(
  root: string,
  path: string,
  memoryOf: (folder: string) => Promise<CgroupMemory | undefined>,
): Promise<CgroupMemory | undefined> {
  let found: CgroupMemory | undefined;
  for (let at = join('/', path); ; at = join(at, '..')) {
    const memory = await memoryOf(join(root, at));
    if (memory !== undefined && (found === undefined || memory.limit < found.limit)) found = memory;
    if (at === '/') return found;
  }
}

async function memoryOfV2(folder: string): Promise<CgroupMemory | undefined> {
  const limit = Number((await read(join(folder, 'memory.max'))).trim() || 'none');
  if (!Number.isFinite(limit)) return undefined; // 'max', or no such file
  const current = Number(await read(join(folder, 'memory.current')));
  return { version: 2, limit, used: workingSet(current, await read(join(folder, 'memory.stat')), 'inactive_file') };
}

async function memoryOfV1(folder: string): Promise<CgroupMemory | undefined> {
  const limit = Number((await read(join(folder, 'memory.limit_in_bytes'))).trim() || 'none');
  if (!(limit < NO_LIMIT)) return undefined;
  const current = Number(await read(join(folder, 'memory.usage_in_bytes')));
  return {
    version: 1,
    limit,
    used: workingSet(current, await read(join(folder, 'memory.stat')), 'total_inactive_file'),
  };
}

function workingSet(usage: number, stat: string, inactiveKey: string): number {
  const inactive = Number(new RegExp(`^${inactiveKey} (\\d+)$`, 'm').exec(stat)?.[1] ?? 0);
  return Math.max(0, usage - inactive);
}

/** The text of a file, empty where there is none. */
async function read(path: string): Promise<string> {
  const { readFile } = process.getBuiltinModule('node:fs/promises');
  return readFile(path, 'utf8').catch(() => '');
}
