// @ts-nocheck
import fc from 'fast-check';

/** Cases of each property: 1,000 for everybody's patience, 10,000 with CI=true; PROBEZ_RUNS=50000 says otherwise. */
export const RUNS = Number(process.env.PROBEZ_RUNS ?? (process.env.CI === 'true' ? 10_000 : 1_000));

/** The same cases for everybody, so that a failure is one of the change at hand; PROBEZ_SEED=7 tries others. */
fc.configureGlobal({ seed: Number(process.env.PROBEZ_SEED ?? 20_261_123), numRuns: RUNS });
