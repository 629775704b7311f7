import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Open, RealPlay } from './real/play.ts';
import { cleanUp, type PodRun, runPod } from './real/pod-run.ts';
import { findCurl, findNginx } from './real/programs.ts';
import { realPlays } from './real/table.ts';
import { scenarios } from './table.ts';

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

const missing = [
  {
    program: 'nginx',
    found: findNginx(),
    advice: 'scenarios 4 and 7 are played with nginx: apt-get install nginx-light',
  },
  { program: 'curl', found: findCurl(), advice: 'scenario 2 is played with a shell and curl: apt-get install curl' },
].filter(({ found }) => found === undefined);
for (const { program, advice } of missing) {
  if (process.env.CI) it(`finds ${program}`, () => expect.fail(advice));
  else console.warn(`skipped: ${advice}`);
}

it('a scenario that is said to be run is run, and the other way round', () => {
  const elsewhere = '11-sidecar-proxy'; // with real proxies, in test/clients
  const run = scenarios.flatMap(({ folder, verified }) => (verified.startsWith('run') ? [folder] : []));
  expect(run.filter((folder) => folder !== elsewhere)).toEqual(
    [...new Set(realPlays.map(({ folder }) => folder))].sort(),
  );
});

describe('real processes under probez run', () => {
  const played = new Map<RealPlay, Promise<void>>();

  beforeAll(() => {
    for (const play of realPlays) {
      const result = inTurn(() => play.play(open(play)));
      result.catch(() => {}); // its test says so
      played.set(play, result);
    }
  });
  afterAll(cleanUp);

  it.each(realPlays.map((play) => [play.folder, play.name, play] as const))(
    '%s: %s',
    async (_folder, _name, play) => {
      await played.get(play);
    },
    240_000,
  );
});
