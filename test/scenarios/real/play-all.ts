import { afterAll, beforeAll, it } from 'vitest';
import type { Open, RealPlay } from './play.ts';
import { cleanUp, type PodRun, runPod } from './pod-run.ts';

/** Pods at a time: they mostly wait. */
const AT_ONCE = 16;
/** Starts at a time: an app that starts needs a core, or its liveness probe kills it for being slow. */
const STARTS_AT_ONCE = 2;

/** At most so many at a time; the others wait for their turn. */
function gate(places: number) {
  const waiting: (() => void)[] = [];
  let free = places;
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

const inTurn = gate(AT_ONCE);
const starting = gate(STARTS_AT_ONCE);

const open =
  ({ folder }: RealPlay): Open =>
  (file, options) =>
    starting(async (): Promise<PodRun> => {
      const run = await runPod(folder, file, options);
      const output = run.seen('the first output', (line) => line.kind === 'output').catch(() => undefined);
      await Promise.race([output, run.wait(1.5)]);
      return run;
    });

/** A test for each play; they are all played at the same time, for they mostly wait. */
export function playAll(plays: readonly RealPlay[]): void {
  const played = new Map<RealPlay, Promise<void>>();

  beforeAll(() => {
    for (const play of plays) {
      const result = inTurn(() => play.play(open(play)));
      result.catch(() => {}); // its test says so
      played.set(play, result);
    }
  });
  afterAll(cleanUp);

  it.each(plays.map((play) => [play.folder, play.name, play] as const))(
    '%s: %s',
    async (_folder, _name, play) => {
      await played.get(play);
    },
    240_000,
  );
}
