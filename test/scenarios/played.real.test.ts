import { describe } from 'vitest';
import { missing } from '../support/missing.ts';
import { playAll } from './real/play-all.ts';
import { realPlays } from './real/table.ts';

const plays = realPlays.filter(({ programs }) => programs !== undefined);

describe.skipIf(missing(...plays.flatMap(({ programs = [] }) => programs)))('real programs under probez run', () => {
  playAll(plays);
});
