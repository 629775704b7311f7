const BUCKETS = 10;

/** Counts calls over a window that moves with time, in a fixed amount of memory. */
export function createWindow(windowMs: number) {
  const width = windowMs / BUCKETS;
  const buckets = Array.from({ length: BUCKETS }, () => ({ slot: Number.NEGATIVE_INFINITY, total: 0, failed: 0 }));

  return {
    add(now: number, failed: boolean): void {
      const slot = Math.floor(now / width);
      const bucket = buckets[slot % BUCKETS];
      if (bucket === undefined) return;
      if (bucket.slot !== slot) Object.assign(bucket, { slot, total: 0, failed: 0 });
      bucket.total += 1;
      if (failed) bucket.failed += 1;
    },
    count(now: number): { readonly total: number; readonly failed: number } {
      const oldest = Math.floor(now / width) - BUCKETS + 1;
      const live = buckets.filter(({ slot }) => slot >= oldest);
      return {
        total: live.reduce((sum, { total }) => sum + total, 0),
        failed: live.reduce((sum, { failed }) => sum + failed, 0),
      };
    },
  };
}
