import type { CheckResult, PolledCheck } from '@probez/core';
import { filled, object, within } from '@probez/core/internal';
import { type CgroupFiles, cgroupMemory } from './cgroup.ts';
import { defineCheck, knownOptions, type ReadyCheckOptions } from './define.ts';
import { bytes } from './format.ts';

/** Options of {@link memoryCheck}. */
export interface MemoryCheckOptions extends ReadyCheckOptions {
  /**
   * Warns when more than this percentage of a limit is used, 0 to `failPercent`.
   * @default 85, or `failPercent` if that is less
   */
  readonly warnPercent?: number | undefined;
  /**
   * Fails when more than this percentage of a limit is used, 1 to 100.
   * @default 95
   */
  readonly failPercent?: number | undefined;
  /**
   * Where the kernel shows control groups, if not in the usual place.
   * @default the defaults of `CgroupFiles`
   */
  readonly cgroup?: CgroupFiles | undefined;
}

const OWN_KEYS = ['warnPercent', 'failPercent', 'cgroup'];

interface Use {
  readonly what: string;
  readonly used: number;
  readonly limit: number;
  readonly advice: string;
}

/**
 * Compares the memory in use with the two limits that end a process: the container's (cgroup 1 and 2; working set) and V8's heap
 * limit.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function memoryCheck(options: MemoryCheckOptions = {}): PolledCheck {
  knownOptions('memoryCheck', options, OWN_KEYS);
  const { failPercent = 95, cgroup } = options;
  within('memoryCheck: failPercent', failPercent, 1, 100);
  const { warnPercent = Math.min(85, failPercent) } = options;
  within('memoryCheck: warnPercent', warnPercent, 0, failPercent);
  if (cgroup !== undefined) object('memoryCheck: cgroup', cgroup, 'an object with root and self');
  filled('memoryCheck: cgroup.root', cgroup?.root);
  filled('memoryCheck: cgroup.self', cgroup?.self);
  return defineCheck(
    {
      factory: 'memoryCheck',
      name: 'memory',
      componentType: 'system',
      subject: () => 'memory',
      async run() {
        const uses = [await heapUse(), await containerUse(cgroup)].filter((use) => use !== undefined);
        const worst = uses.reduce((a, b) => (share(b) > share(a) ? b : a));
        const observed = { observedValue: share(worst), observedUnit: '%' };
        if (share(worst) <= warnPercent) return observed;
        const status: CheckResult['status'] = share(worst) > failPercent ? 'fail' : 'warn';
        const { what, used, limit, advice } = worst;
        return {
          status,
          reason: `memory: ${bytes(used)} of ${what} ${bytes(limit)} used (${share(worst)} %); ${advice}`,
          ...observed,
        };
      },
    },
    options,
    OWN_KEYS,
  );
}

const share = ({ used, limit }: Use): number => Math.round((1_000 * used) / Math.max(limit, 1)) / 10;

async function heapUse(): Promise<Use> {
  const { getHeapStatistics } = process.getBuiltinModule('node:v8');
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return { what: "V8's heap limit of", used, limit, advice: 'look for a leak, or raise --max-old-space-size' };
}

async function containerUse(files: CgroupFiles | undefined): Promise<Use | undefined> {
  const memory = await cgroupMemory(files);
  if (memory === undefined) return undefined;
  const { used, limit } = memory;
  return {
    what: "the container's limit of",
    used,
    limit,
    advice: "look for a leak, or raise the container's memory limit",
  };
}
