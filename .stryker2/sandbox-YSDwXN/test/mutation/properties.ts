// @ts-nocheck
import fc from 'fast-check';

/** A property is tried a few times for each of thousands of mutants; the smallest counterexample interests nobody here. */
fc.configureGlobal({ seed: 20_261_123, numRuns: 60, endOnFailure: true });
