/** The processor's time, which other programs on the machine do not lengthen as they do the clock's. */
// @ts-nocheck

function cost(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** How much more work it is for four times as much: about 4 where it grows in step, 16 where it grows with the square. */
export function growthFor4Times(work: (size: number) => unknown, size: number): number {
  const once = Math.min(...Array.from({ length: 3 }, () => cost(() => work(size))));
  return cost(() => work(4 * size)) / once;
}
