import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A control group whose processes get so much of a CPU and no more: what a container's CPU limit is. */
export interface CpuQuota {
  /** From now on; `Infinity` for all they want. */
  limit(msPerPeriod: number): void;
  /** For how long processes have been kept from running, in milliseconds. */
  throttledMs(): number;
  /** The processes have to be gone. */
  remove(): Promise<void>;
}

const PERIOD_MS = 100;
const V1 = '/sys/fs/cgroup/cpu';
const V2 = '/sys/fs/cgroup';
let made = 0;

/** `undefined` where control groups may not be written to. */
export function createCpuQuota(pid: number): CpuQuota | undefined {
  const version = writable(V1) ? 1 : existsSync(`${V2}/cgroup.controllers`) && writable(V2) ? 2 : undefined;
  if (version === undefined) return undefined;
  made += 1;
  const path = `${version === 1 ? V1 : V2}/probez-quota-${process.pid}-${made}`;
  mkdirSync(path);
  // Version 2 has the file where its parent hands the CPU on.
  if (version === 2 && !existsSync(`${path}/cpu.max`)) {
    rmdirSync(path);
    return undefined;
  }
  writeFileSync(`${path}/cgroup.procs`, String(pid));
  return {
    limit(ms) {
      const quota = ms * 1_000;
      if (version === 2)
        return writeFileSync(`${path}/cpu.max`, `${ms === Infinity ? 'max' : quota} ${PERIOD_MS * 1_000}`);
      writeFileSync(`${path}/cpu.cfs_period_us`, String(PERIOD_MS * 1_000));
      writeFileSync(`${path}/cpu.cfs_quota_us`, ms === Infinity ? '-1' : String(quota));
    },
    throttledMs() {
      const stat = readFileSync(`${path}/cpu.stat`, 'utf8');
      const [, time] = /^throttled_(?:time|usec) (\d+)$/m.exec(stat) ?? [];
      return Number(time) / (version === 1 ? 1e6 : 1e3);
    },
    async remove() {
      while (readFileSync(`${path}/cgroup.procs`, 'utf8') !== '') await sleep(20);
      rmdirSync(path);
    },
  };
}

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
