import { describe, expect, it } from 'vitest';
import { playAll } from './real/play-all.ts';
import { realPlays } from './real/table.ts';
import { scenarios } from './table.ts';

it('a scenario that is said to be run is run, and the other way round', () => {
  const elsewhere = '11-sidecar-proxy'; // with real proxies, in test/clients
  const run = scenarios.flatMap(({ folder, verified }) => (verified.startsWith('run') ? [folder] : []));
  expect(run.filter((folder) => folder !== elsewhere)).toEqual(
    [...new Set(realPlays.map(({ folder }) => folder))].sort(),
  );
});

describe('real processes under probez run', () => {
  playAll(realPlays.filter(({ programs }) => programs === undefined));
});
