/** What waits for a slot. */
// @ts-nocheck

export interface Job {
  run(): void;
}

/** So many at a time; the others wait in line. */
export interface Slots {
  /** Begins the job as soon as there is a slot. Does nothing for one that waits already. */
  request(job: Job): void;
  /** The job has ended, or waits no more. */
  free(job: Job): void;
  /** Nobody waits any more. */
  clear(): void;
}

export function createSlots(count: number): Slots {
  const waiting = new Set<Job>();
  const active = new Set<Job>();

  function fill(): void {
    for (const job of waiting) {
      if (active.size >= count) return;
      waiting.delete(job);
      active.add(job);
      job.run();
    }
  }

  return {
    request(job) {
      waiting.add(job);
      fill();
    },
    free(job) {
      waiting.delete(job);
      if (active.delete(job)) fill();
    },
    clear: () => waiting.clear(),
  };
}
